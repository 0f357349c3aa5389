//! The pages that everybody reads: the institutional site and its services.

mod home;

crate::route::area! {
    get "/" Everyone => home::page;
}
