//! The clerk's desk: the queue, one application on one screen, moves, notes.

mod application;
mod queue;

crate::route::area! {
    get "/ufficio" Staff => queue::page;
    get "/ufficio/prossima" Staff => queue::next;
    get "/ufficio/pratiche/{application}" Staff => application::page;
    get "/ufficio/pratiche/{application}/documenti/{paper}" Staff => application::paper;
    get "/ufficio/pratiche/{application}/file/{file}" Staff => application::file;
    get "/ufficio/pratiche/{application}/passaggi/{step}" Staff => application::ask;
    post "/ufficio/pratiche/{application}/passaggi/{step}" Staff => application::make;
    post "/ufficio/pratiche/{application}/assegna" Staff => application::assign;
    post "/ufficio/pratiche/{application}/note" Staff => application::note;
}
