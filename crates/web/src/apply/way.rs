//! How a step was come to, told by its address and kept by all that its page does.

use serde::Deserialize;

/// The part of an address that a step hands on to itself.
#[derive(Debug, Default, Clone, Deserialize)]
pub(super) struct Way {
    /// Say what is missing.
    #[serde(default)]
    mostra: Option<u8>,
    /// The page it was opened from.
    #[serde(default)]
    da: Option<String>,
}

/// What `da` says of the summary.
pub(super) const SUMMARY: &str = "riepilogo";

impl Way {
    /// What is missing is said.
    pub(super) fn tells_missing(&self) -> bool {
        self.mostra.is_some()
    }

    /// The step was opened from the summary, to change something.
    pub(super) fn is_from_summary(&self) -> bool {
        self.da.as_deref() == Some(SUMMARY)
    }

    /// The same way, saying from now on what is missing.
    pub(super) fn telling(&self) -> Self {
        Self { mostra: Some(1), ..self.clone() }
    }

    /// The same way to another step, which was not filled yet.
    pub(super) fn quiet(&self) -> Self {
        Self { mostra: None, ..self.clone() }
    }

    /// The address of a step, come to this way.
    pub(super) fn to(&self, step: &str) -> String {
        let mut said = Vec::new();
        if self.tells_missing() {
            said.push("mostra=1".to_owned());
        }
        if self.is_from_summary() {
            said.push(format!("da={SUMMARY}"));
        }
        if said.is_empty() { step.to_owned() } else { format!("{step}?{}", said.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_how_its_page_was_come_to() {
        let way = Way { da: Some("riepilogo".into()), ..Way::default() };
        assert_eq!(way.to("/passi/a"), "/passi/a?da=riepilogo");
        assert_eq!(way.telling().to("/passi/a"), "/passi/a?mostra=1&da=riepilogo");
        assert_eq!(way.telling().quiet().to("/passi/a"), "/passi/a?da=riepilogo");
        let strange = Way { da: Some("//altrove".into()), ..Way::default() };
        assert_eq!(strange.to("/passi/a"), "/passi/a");
    }
}
