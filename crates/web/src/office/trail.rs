//! The view of the queue from which one came to an application, and the place that it had there: both stand in the
//! address of the application and of what is done on it, so that they hold without a cookie, in several tabs, and for who
//! is sent the address. It says only what is asked of the queue: what is found is what its reader may read.

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use desk::{
    dossier::Dossier,
    queue::{Cursor, Neighbour, Neighbours},
    session::Session,
};
use url::form_urlencoded::{self, Serializer};

use super::{
    address,
    queue::{View, told},
};
use crate::{Page, Problem, frame::OFFICE};

/// The view, as the part of an address after its `?`.
const VIEW: &str = "da";
/// The place in it.
const PLACE: &str = "posto";

/// From where one came to an application.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Trail {
    pub view: View,
    /// None: before all others.
    pub place: Option<Cursor>,
}

/// A link to an application beside this one.
pub(super) struct Beside {
    pub number: String,
    pub url: String,
}

/// What the page of an application says of the view that one came from.
pub(super) struct Ways {
    /// Address of the view.
    pub view: String,
    /// What it is called.
    pub name: String,
    pub previous: Option<Beside>,
    pub next: Option<Beside>,
}

impl Trail {
    /// Of an address; none if one came from no view.
    pub fn of(page: &Page) -> Option<Trail> {
        Trail::of_query(page.query())
    }

    fn of_query(query: &str) -> Option<Trail> {
        let value = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(name, _)| name == wanted).map(|(_, value)| value)
        };
        let view = View::of_query(Some(&value(VIEW)?));
        let place = value(PLACE).and_then(|place| place.parse().ok());
        Some(Trail { view: View { flash: String::new(), ..view }, place })
    }

    /// What stands after the address of an application, `?` included.
    pub fn query(&self) -> String {
        let mut query = Serializer::new(String::new());
        let view = self.url();
        query.append_pair(VIEW, view.split_once('?').map_or("", |(_, view)| view));
        if let Some(place) = self.place {
            query.append_pair(PLACE, &place.to_string());
        }
        format!("?{}", query.finish())
    }

    /// Address of the view, at the page of it that one saw.
    pub fn url(&self) -> String {
        let after = self.view.asked.after.map(|after| after.to_string());
        self.view.url(after.as_deref())
    }

    /// The same view from another place in it.
    pub fn at(&self, place: Option<Cursor>) -> Trail {
        Trail { place, ..self.clone() }
    }
}

/// What stands after an address on the way of this page; nothing if one came from no view.
pub(crate) fn query(page: &Page) -> String {
    Trail::of(page).map(|trail| trail.query()).unwrap_or_default()
}

/// Address of the queue as one came from it.
pub(super) fn queue(page: &Page) -> String {
    Trail::of(page).map_or_else(|| OFFICE.to_owned(), |trail| trail.url())
}

/// Ways on from an application, in the view that one came from.
pub(super) async fn ways(
    page: &Page,
    session: &Session,
    dossier: &Dossier,
) -> Result<Option<Ways>, Problem> {
    let Some(trail) = Trail::of(page) else { return Ok(None) };
    let desk = &page.town.desk;
    let asked = (&trail.view.asked, trail.place);
    let Neighbours { previous, next } =
        desk.neighbours(session, asked, dossier.loaded.id()).await?;
    let beside = |neighbour: Neighbour| Beside {
        url: format!("{}{}", address(neighbour.id), trail.at(Some(neighbour.place)).query()),
        number: neighbour.number,
    };
    let kept = match trail.view.kept {
        Some(kept) => desk.views(session).await?.into_iter().find(|view| view.id == kept),
        None => None,
    };
    Ok(Some(Ways {
        view: trail.url(),
        name: kept.map_or_else(|| told(page, &trail.view.asked), |view| view.name),
        previous: previous.map(beside),
        next: next.map(beside),
    }))
}

/// Whoever does something on an application comes back to it on the way they came.
pub(crate) async fn keep(request: Request, next: Next) -> Response {
    let trail = Trail::of_query(request.uri().query().unwrap_or_default());
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    if let Some(trail) = trail
        && let Some(to) = response.headers().get(header::LOCATION)
        && let Some(to) = to.to_str().ok().and_then(|to| onward(&path, to, &trail))
        && let Ok(to) = HeaderValue::from_str(&to)
    {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// Where a redirect leads that goes on with the same application; none for any other.
fn onward(from: &str, to: &str, trail: &Trail) -> Option<String> {
    let id = from.strip_prefix(&address(""))?.split('/').next()?;
    let rest = to.strip_prefix(&address(id))?;
    if id.is_empty() || !(rest.is_empty() || rest.starts_with(['/', '?', '#'])) {
        return None;
    }
    let (to, place) = to.split_once('#').map_or((to, None), |(to, place)| (to, Some(place)));
    let query = trail.query();
    let query = if to.contains('?') { query.replacen('?', "&", 1) } else { query };
    let place = place.map(|place| format!("#{place}")).unwrap_or_default();
    Some(format!("{to}{query}{place}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01900000-0000-7000-8000-000000000001";

    #[test]
    fn a_trail_is_read_as_it_is_written() {
        for query in
            ["", "vista=mie", "q=via+Roma+%26+co&stato=sent", "vista=concluse&dopo=m9.{ID}"]
        {
            let query = &query.replace("{ID}", &ID.replace('-', ""));
            for place in [None, Some(format!("m7.{}", ID.replace('-', "")))] {
                let view = View::of_query(Some(query));
                let place = place.and_then(|place| place.parse().ok());
                let trail = Trail { view, place };
                let read = Trail::of_query(trail.query().trim_start_matches('?'));
                assert_eq!(read, Some(trail));
            }
        }
        assert_eq!(Trail::of_query("fatto=1"), None);
        let odd = Trail::of_query("da=%FF&posto=zz&posto=d20270301.1").expect("a trail");
        assert_eq!(odd, Trail::default());
    }

    #[test]
    fn only_what_comes_back_to_the_application_goes_on_with_its_trail() {
        let trail = Trail { view: View::of_query(Some("vista=mie")), place: None };
        let here = address(ID);
        let onward = |to: &str| onward(&format!("{here}/note"), to, &trail);
        assert_eq!(onward(&here), Some(format!("{here}?da=vista%3Dmie")));
        let to = format!("{here}?fatto=1#note");
        assert_eq!(onward(&to), Some(format!("{here}?fatto=1&da=vista%3Dmie#note")));
        for to in
            ["/ufficio", "/ufficio/pratiche/altra", &format!("{here}0"), "https://example.org"]
        {
            assert_eq!(onward(to), None, "{to}");
        }
        assert_eq!(super::onward("/ufficio/pratiche/", &address(""), &trail), None);
    }
}
