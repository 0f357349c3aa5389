//! The clerk's desk (*scrivania*): the queue, one application on one screen, moves, notes. What may be
//! done is said by `desk` and `workflow`.

mod absences;
mod act;
mod amend;
mod application;
mod beside;
mod bulk;
mod columns;
mod exports;
mod figures;
mod folders;
mod labels;
mod links;
mod messages;
mod opinions;
mod own_fields;
mod points;
mod presence;
mod preview;
mod queue;
mod rankings;
mod readers;
mod step;
mod texts;
mod trail;
mod views;

pub(crate) use links::how;
pub(crate) use trail::{keep as keep_trail, query as way};

use crate::{devices, session::Staff};

crate::route::area! {
    get "/ufficio" Staff => queue::page;
    get "/ufficio/accessi" Staff => devices::of_staff;
    get "/ufficio/accessi/non-io" Staff => devices::staff_what_now;
    post "/ufficio/accessi/altri" Staff => devices::end_others::<Staff>;
    post "/ufficio/accessi/{session}" Staff => devices::end::<Staff>;
    post "/ufficio/accessi/{session}/non-io" Staff => devices::disown::<Staff>;
    get "/ufficio/prossima" Staff => queue::next;
    get "/ufficio/colonne" Staff => columns::page;
    post "/ufficio/colonne" Staff => columns::choose;
    get "/ufficio/viste" Staff => views::page;
    post "/ufficio/viste" Staff => views::keep;
    post "/ufficio/viste/{view}" Staff => views::replace;
    post "/ufficio/viste/{view}/nome" Staff => views::rename;
    post "/ufficio/viste/{view}/elimina" Staff => views::delete;
    get "/ufficio/esportazioni" Staff => exports::list;
    post "/ufficio/esportazioni" Staff => exports::add;
    get "/ufficio/esportazioni/nuova" Staff => exports::ask;
    get "/ufficio/esportazioni/{export}" Staff => exports::take;
    post "/ufficio/esportazioni/{export}/elimina" Staff => exports::delete;
    get "/ufficio/in-blocco" Staff => bulk::list;
    post "/ufficio/in-blocco" Staff => bulk::add;
    get "/ufficio/in-blocco/nuova" Staff => bulk::choose;
    get "/ufficio/in-blocco/domande" Staff => bulk::ask;
    get "/ufficio/in-blocco/{bulk}" Staff => bulk::page_of_one;
    get "/ufficio/in-blocco/{bulk}/esiti" Staff => bulk::table;
    post "/ufficio/in-blocco/{bulk}/conferma" Staff => bulk::confirm;
    post "/ufficio/in-blocco/{bulk}/annulla" Staff => bulk::cancel;
    post "/ufficio/in-blocco/{bulk}/ferma" Staff => bulk::stop;
    post "/ufficio/in-blocco/{bulk}/riprova" Staff => bulk::retry;
    get "/ufficio/graduatorie" Staff => rankings::list;
    get "/ufficio/graduatorie/nuova/{procedure}" Staff => rankings::ask;
    post "/ufficio/graduatorie/nuova/{procedure}" Staff => rankings::begin;
    get "/ufficio/graduatorie/{ranking}" Staff => rankings::page;
    get "/ufficio/graduatorie/{ranking}/{application}" Staff => rankings::why;
    post "/ufficio/graduatorie/{ranking}/passaggi/{act}" Staff => rankings::act;
    get "/ufficio/statistiche" Staff => figures::page;
    get "/ufficio/statistiche/{figure}" Staff => figures::table;
    get "/ufficio/pratiche/{application}" Staff => application::page;
    get "/ufficio/pratiche/{application}/documenti/{paper}" Staff => application::paper;
    get "/ufficio/pratiche/{application}/file/{file}" Staff => application::file;
    get "/ufficio/pratiche/{application}/file/{file}/anteprima" Staff => preview::page;
    get "/ufficio/pratiche/{application}/file/{file}/vista/{page}" Staff => preview::image;
    get "/ufficio/pratiche/{application}/file/{file}/testo/{page}" Staff => preview::words;
    get "/ufficio/pratiche/{application}/presenza" Staff => presence::page;
    post "/ufficio/pratiche/{application}/presenza/lascia" Staff => presence::leave;
    get "/ufficio/pratiche/{application}/prendi" Staff => step::take;
    get "/ufficio/pratiche/{application}/passaggi/{step}" Staff => step::ask;
    post "/ufficio/pratiche/{application}/passaggi/{step}" Staff => step::make;
    get "/ufficio/pratiche/{application}/rettifica/{section}" Staff => amend::ask;
    post "/ufficio/pratiche/{application}/rettifica/{section}" Staff => amend::make;
    get "/ufficio/pratiche/{application}/versioni/{seq}" Staff => amend::version;
    post "/ufficio/pratiche/{application}/assegna" Staff => application::assign;
    post "/ufficio/pratiche/{application}/subentra" Staff => application::take_over;
    post "/ufficio/pratiche/{application}/lascia" Staff => application::leave;
    get "/ufficio/pratiche/{application}/trasmetti" Staff => beside::transfer;
    post "/ufficio/pratiche/{application}/trasmetti" Staff => beside::hand_on;
    get "/ufficio/pratiche/{application}/riapri" Staff => beside::reopen;
    post "/ufficio/pratiche/{application}/riapri" Staff => beside::take_back;
    get "/ufficio/pratiche/{application}/dati" Staff => own_fields::ask;
    post "/ufficio/pratiche/{application}/dati" Staff => own_fields::keep;
    post "/ufficio/pratiche/{application}/note" Staff => application::note;
    post "/ufficio/pratiche/{application}/integrazione/{asked}" Staff => points::close;
    post "/ufficio/pratiche/{application}/note/{note}/annulla" Staff => application::strike;
    post "/ufficio/pratiche/{application}/etichette" Staff => application::label;
    get "/ufficio/pratiche/{application}/messaggi" Staff => messages::page;
    post "/ufficio/pratiche/{application}/messaggi" Staff => messages::send;
    get "/ufficio/pratiche/{application}/parere" Staff => opinions::question;
    post "/ufficio/pratiche/{application}/parere" Staff => opinions::put_question;
    post "/ufficio/pratiche/{application}/pareri/{asked}/sollecita" Staff => opinions::remind;
    post "/ufficio/pratiche/{application}/pareri/{asked}/revoca" Staff => opinions::revoke;
    get "/ufficio/pratiche/{application}/collega" Staff => links::ask;
    post "/ufficio/pratiche/{application}/collega" Staff => links::add;
    post "/ufficio/pratiche/{application}/collegate/{link}/togli" Staff => links::remove;
    get "/ufficio/pratiche/{application}/fascicoli" Staff => folders::ask;
    post "/ufficio/pratiche/{application}/fascicoli" Staff => folders::put;
    post "/ufficio/pratiche/{application}/fascicoli/{folder}/togli" Staff => folders::take_out;
    get "/ufficio/fascicoli" Staff => folders::page;
    get "/ufficio/fascicoli/{folder}" Staff => folders::open;
    post "/ufficio/fascicoli/{folder}" Staff => folders::entitle;
    get "/ufficio/assenze" Staff => absences::page;
    post "/ufficio/assenze" Staff => absences::add;
    post "/ufficio/assenze/{absence}/annulla" Staff => absences::end;
    get "/ufficio/testi" Staff => texts::page;
    post "/ufficio/testi" Staff => texts::add;
    get "/ufficio/testi/{text}" Staff => texts::ask;
    post "/ufficio/testi/{text}" Staff => texts::change;
    post "/ufficio/testi/{text}/elimina" Staff => texts::delete;
    get "/ufficio/etichette" Staff => labels::page;
    post "/ufficio/etichette" Staff => labels::add;
    get "/ufficio/etichette/{label}" Staff => labels::ask;
    post "/ufficio/etichette/{label}" Staff => labels::change;
    post "/ufficio/etichette/{label}/archivia" Staff => labels::archive;
    post "/ufficio/etichette/{label}/riprendi" Staff => labels::take_back;
    get "/ufficio/pareri" Staff => opinions::list;
    get "/ufficio/pareri/{application}/{asked}" Staff => opinions::ask;
    post "/ufficio/pareri/{application}/{asked}" Staff => opinions::answer;
    get "/ufficio/pareri/{application}/{asked}/file/{file}" Staff => opinions::file;
}

/// Address of an application at the office.
fn address(application: impl std::fmt::Display) -> String {
    format!("{}/pratiche/{application}", crate::frame::OFFICE)
}
