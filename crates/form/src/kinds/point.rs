//! A point of the earth as people write or copy it; canonical `45.070300,7.686900`, about a decimetre exact.

use crate::messages::Flaw;

/// Latitude and longitude in degrees (WGS 84): `45.0703, 7.6869`, `45,0703; 7,6869`, `45,0703 7,6869`,
/// `45° 4' 13" N 7° 41' 13" E`.
pub fn point(text: &str) -> Result<String, Flaw> {
    let text = text.trim().to_uppercase();
    let (latitude, longitude) =
        if text.contains(['°', 'º']) { sexagesimal(&text) } else { decimal(&text) }
            .ok_or(Flaw::Shape)?;
    if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        return Err(Flaw::Range);
    }
    Ok(format!("{latitude:.6},{longitude:.6}"))
}

fn decimal(text: &str) -> Option<(f64, f64)> {
    // The comma parts the two, unless it is the decimal one.
    let parts: Vec<&str> = if text.contains('.') {
        text.split([',', ';', ' ', '\t']).filter(|part| !part.is_empty()).collect()
    } else {
        text.split([';', ' ', '\t'])
            .map(|part| part.trim_end_matches(','))
            .filter(|part| !part.is_empty())
            .collect()
    };
    let [latitude, longitude] = parts.as_slice() else { return None };
    Some((degrees(latitude)?, degrees(longitude)?))
}

fn degrees(text: &str) -> Option<f64> {
    let text = text.trim_end_matches(['N', 'E']).replace(',', ".");
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let is_number = !digits.is_empty()
        && digits.len() <= 20
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if is_number { text.parse().ok() } else { None }
}

/// Degrees, minutes and seconds, each half ended by its letter.
fn sexagesimal(text: &str) -> Option<(f64, f64)> {
    let north = text.find(['N', 'S'])?;
    let (latitude, longitude) = text.split_at(north + 1);
    Some((half(latitude, 'S')?, half(longitude, 'W').or_else(|| half(longitude, 'O'))?))
}

/// One half; negative if it ends with `negative`.
fn half(text: &str, negative: char) -> Option<f64> {
    let text = text.trim().trim_start_matches([',', ';']).trim();
    let last = text.chars().last()?;
    let body = text.strip_suffix(last)?;
    if !matches!(last, 'N' | 'S' | 'E' | 'W' | 'O') {
        return None;
    }
    let numbers: Option<Vec<f64>> = body
        .split(['°', 'º', '\'', '’', '′', '"', '”', '″', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| degrees(part).filter(|number| *number >= 0.0))
        .collect();
    let value = match numbers?.as_slice() {
        [degrees] => *degrees,
        [degrees, minutes] if *minutes < 60.0 => degrees + minutes / 60.0,
        [degrees, minutes, seconds] if *minutes < 60.0 && *seconds < 60.0 => {
            degrees + minutes / 60.0 + seconds / 3600.0
        }
        _ => return None,
    };
    Some(if last == negative { -value } else { value })
}
