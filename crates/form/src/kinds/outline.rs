//! An area on the earth by the points of its border, in order; canonical one point a line, as [`point`] has it. Also
//! as programs of maps copy it: a polygon of WKT (ISO 19125-1 § 7) or of GeoJSON (RFC 7946 § 3.1.6), without holes.

use serde_json::Value;

use super::point::point;
use crate::messages::Flaw;

/// Points of a border: more than a person types, enough for what is copied.
const MOST: usize = 200;
/// Square metres of an area, a hand's breadth each way.
const LEAST: f64 = 0.01;
/// Metres of a degree of latitude (mean meridian of WGS 84).
const DEGREE: f64 = 111_133.0;

/// Latitude and longitude of the corners, in degrees (WGS 84); the sides do not cross.
pub fn outline(text: &str) -> Result<String, Flaw> {
    let mut corners = points(text.trim())?;
    if corners.first() == corners.last() {
        corners.pop();
    }
    if corners.len() < 3 {
        return Err(Flaw::Shape);
    }
    if corners.len() > MOST {
        return Err(Flaw::Length(u32::try_from(corners.len()).unwrap_or(u32::MAX)));
    }
    let degrees: Vec<(f64, f64)> = corners.iter().filter_map(|corner| degrees(corner)).collect();
    let border = corners.join("\n");
    if crosses(&degrees) || extent(&border).1 < LEAST { Err(Flaw::Crossing) } else { Ok(border) }
}

/// Square metres inside a canonical border, and how many corners it has.
pub fn extent(canonical: &str) -> (usize, f64) {
    let corners: Vec<(f64, f64)> = canonical.lines().filter_map(degrees).collect();
    // So small is what people point out that the earth is flat there.
    let width = corners.first().map_or(1.0, |(latitude, _)| latitude.to_radians().cos());
    let twice: f64 = sides(&corners).map(|((a, b), (c, d))| b * c - d * a).sum();
    (corners.len(), (twice / 2.0 * width * DEGREE * DEGREE).abs())
}

/// The canonical points of a text of any of the forms.
fn points(text: &str) -> Result<Vec<String>, Flaw> {
    let upper = text.to_uppercase();
    if let Some(rings) = upper.strip_prefix("POLYGON") {
        let ring = rings.trim().strip_prefix("((").and_then(|rest| rest.strip_suffix("))"));
        return ring.ok_or(Flaw::Shape)?.split(',').map(turned).collect();
    }
    if text.starts_with('{') {
        return ring(text).ok_or(Flaw::Shape)?.into_iter().map(|pair| turned(&pair)).collect();
    }
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(point).collect()
}

/// Longitude and latitude, as programs write them, the other way round.
fn turned(text: &str) -> Result<String, Flaw> {
    let mut parts = text.split_whitespace();
    let (Some(longitude), Some(latitude)) = (parts.next(), parts.next()) else {
        return Err(Flaw::Shape);
    };
    point(&format!("{latitude}; {longitude}"))
}

/// The pairs of the one ring of a polygon, or of a feature that is one.
fn ring(text: &str) -> Option<Vec<String>> {
    let read: Value = serde_json::from_str(text).ok()?;
    let shape = read.get("geometry").unwrap_or(&read);
    let rings = shape.get("coordinates").filter(|_| shape["type"] == "Polygon")?.as_array()?;
    let [ring] = rings.as_slice() else { return None };
    let pairs = ring
        .as_array()?
        .iter()
        .map(|pair| Some(format!("{} {}", pair.get(0)?.as_f64()?, pair.get(1)?.as_f64()?)));
    pairs.collect()
}

fn degrees(canonical: &str) -> Option<(f64, f64)> {
    let (latitude, longitude) = canonical.split_once(',')?;
    Some((latitude.parse().ok()?, longitude.parse().ok()?))
}

type Corner = (f64, f64);

fn sides(corners: &[Corner]) -> impl Iterator<Item = (Corner, Corner)> + '_ {
    let after = corners.iter().cycle().skip(1);
    corners.iter().zip(after).map(|(from, to)| (*from, *to))
}

/// Whether two sides meet that are not neighbours, or a corner comes twice.
fn crosses(corners: &[Corner]) -> bool {
    let sides: Vec<_> = sides(corners).collect();
    let last = sides.len() - 1;
    sides.iter().enumerate().any(|(at, one)| {
        let others = sides.iter().enumerate().skip(at + 2);
        one.0 == one.1
            || others.filter(|(other, _)| at > 0 || *other < last).any(|(_, two)| meet(*one, *two))
    })
}

/// Whether two segments have a point in common.
fn meet((a, b): (Corner, Corner), (c, d): (Corner, Corner)) -> bool {
    let side = |from: Corner, to: Corner, of: Corner| {
        (to.0 - from.0) * (of.1 - from.1) - (to.1 - from.1) * (of.0 - from.0)
    };
    let within = |from: Corner, to: Corner, of: Corner| {
        let on = |from: f64, to: f64, of: f64| from.min(to) <= of && of <= from.max(to);
        side(from, to, of) == 0.0 && on(from.0, to.0, of.0) && on(from.1, to.1, of.1)
    };
    let parts = side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0;
    parts || within(a, b, c) || within(a, b, d) || within(c, d, a) || within(c, d, b)
}
