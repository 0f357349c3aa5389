//! The closed vocabularies of the national model of municipal sites: the 15 categories of services
//! and the 64 topics (*argomenti*). Their Italian names are checked letter by letter by the State's
//! validator, so that they are data here and not sentences that a translator may touch.

use crate::Lang;
use crate::fold::slug;

/// One of the 15 categories of services.
#[derive(Debug, PartialEq, Eq)]
pub struct Category {
    /// Its part of an address: `/servizi/mobilita-trasporti`.
    pub slug: &'static str,
    pub it: &'static str,
    pub en: &'static str,
    pub description_it: &'static str,
    pub description_en: &'static str,
}

impl Category {
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::It => self.it,
            Lang::En => self.en,
        }
    }

    /// One line for cards.
    pub fn description(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::It => self.description_it,
            Lang::En => self.description_en,
        }
    }

    /// The category with this slug.
    pub fn by_slug(slug: &str) -> Option<&'static Category> {
        CATEGORIES.iter().find(|category| category.slug == slug)
    }
}

/// In alphabetical order of their Italian names, as the model lists them.
pub const CATEGORIES: [Category; 15] = [
    Category {
        slug: "agricoltura-pesca",
        it: "Agricoltura e pesca",
        en: "Agriculture and fishing",
        description_it: "Autorizzazioni e politiche alimentari per chi coltiva, alleva e pesca",
        description_en: "Permits and food policies for farming and fishing",
    },
    Category {
        slug: "ambiente",
        it: "Ambiente",
        en: "Environment",
        description_it: "Aree verdi, inquinamento, igiene urbana e rifiuti",
        description_en: "Green areas, pollution, street cleaning and waste",
    },
    Category {
        slug: "anagrafe-stato-civile",
        it: "Anagrafe e stato civile",
        en: "Registry and civil status",
        description_it: "Documenti d'identità, residenza, elezioni, cimiteri, certificati di nascita, matrimonio e unione civile",
        description_en: "Identity documents, residence, elections, cemeteries, certificates of birth, marriage and civil union",
    },
    Category {
        slug: "appalti-pubblici",
        it: "Appalti pubblici",
        en: "Public procurement",
        description_it: "Gare e avvisi per chi lavora con il Comune",
        description_en: "Tenders and notices for those who work with the municipality",
    },
    Category {
        slug: "autorizzazioni",
        it: "Autorizzazioni",
        en: "Permits",
        description_it: "Permessi, licenze, concessioni di suolo pubblico, passi carrabili e prestito di beni comunali",
        description_en: "Permits, licences, use of public ground, driveways and loan of municipal goods",
    },
    Category {
        slug: "catasto-urbanistica",
        it: "Catasto e urbanistica",
        en: "Land registry and town planning",
        description_it: "Piani urbanistici e paesaggistici, certificati per edifici e terreni",
        description_en: "Town and landscape plans, certificates for buildings and land",
    },
    Category {
        slug: "cultura-tempo-libero",
        it: "Cultura e tempo libero",
        en: "Culture and leisure",
        description_it: "Luoghi della cultura, impianti sportivi, contributi per cultura e sport",
        description_en: "Places of culture, sports grounds, grants for culture and sport",
    },
    Category {
        slug: "educazione-formazione",
        it: "Educazione e formazione",
        en: "Education and training",
        description_it: "Iscrizioni e agevolazioni per nidi, scuole e università",
        description_en: "Enrolment and benefits for nurseries, schools and universities",
    },
    Category {
        slug: "giustizia-sicurezza-pubblica",
        it: "Giustizia e sicurezza pubblica",
        en: "Justice and public safety",
        description_it: "Polizia locale, tribunale e protezione civile",
        description_en: "Local police, court and civil protection",
    },
    Category {
        slug: "imprese-commercio",
        it: "Imprese e commercio",
        en: "Business and trade",
        description_it: "Avvio di un'impresa, commercio, autorizzazioni produttive e mercati",
        description_en: "Starting a business, trade, permits for businesses and markets",
    },
    Category {
        slug: "mobilita-trasporti",
        it: "Mobilità e trasporti",
        en: "Mobility and transport",
        description_it: "Parcheggi, strade, automobili e trasporto pubblico",
        description_en: "Parking, roads, cars and public transport",
    },
    Category {
        slug: "salute-benessere-assistenza",
        it: "Salute, benessere e assistenza",
        en: "Health, well-being and care",
        description_it: "Salute e sostegno a minori, famiglie, persone anziane e con disabilità",
        description_en: "Health and support for minors, families, elderly and disabled people",
    },
    Category {
        slug: "tributi-finanze-contravvenzioni",
        it: "Tributi, finanze e contravvenzioni",
        en: "Taxes, finance and fines",
        description_it: "Tributi su immobili, rifiuti e pubblicità, multe",
        description_en: "Taxes on property, waste and advertising, fines",
    },
    Category {
        slug: "turismo",
        it: "Turismo",
        en: "Tourism",
        description_it: "Aiuto ai turisti e strutture per accoglierli",
        description_en: "Help for visitors and places to stay",
    },
    Category {
        slug: "vita-lavorativa",
        it: "Vita lavorativa",
        en: "Working life",
        description_it: "Lavoro, concorsi, abilitazioni professionali e sicurezza sul lavoro",
        description_en: "Jobs, competitions, professional licences and safety at work",
    },
];

/// The 64 topics, letter by letter as the validator knows them.
pub const TOPICS: [&str; 64] = [
    "Accesso all'informazione",
    "Acqua",
    "Agricoltura",
    "Anagrafe",
    "Animale domestico",
    "Aria",
    "Assistenza agli invalidi",
    "Assistenza sociale",
    "Associazioni",
    "Bilancio",
    "Commercio al minuto",
    "Commercio all'ingrosso",
    "Commercio ambulante",
    "Comunicazione istituzionale",
    "Comunicazione politica",
    "Concorsi",
    "Covid-19",
    "Elezioni",
    "Energie rinnovabili",
    "Estero",
    "Foreste",
    "Formazione professionale",
    "Gemellaggi",
    "Gestione rifiuti",
    "Giustizia",
    "Igiene pubblica",
    "Immigrazione",
    "Imposte",
    "Imprese",
    "Inquinamento",
    "Integrazione sociale",
    "Isolamento termico",
    "Istruzione",
    "Lavoro",
    "Matrimonio",
    "Mercato",
    "Mobilità sostenibile",
    "Morte",
    "Nascita",
    "Parcheggi",
    "Patrimonio culturale",
    "Pesca",
    "Piano di sviluppo",
    "Pista ciclabile",
    "PNRR",
    "Politica commerciale",
    "Polizia",
    "Prodotti alimentari",
    "Protezione civile",
    "Residenza",
    "Risposta alle emergenze",
    "Sistema giuridico",
    "Spazio Verde",
    "Sport",
    "Sviluppo sostenibile",
    "Tassa sui servizi",
    "Tempo libero",
    "Trasparenza amministrativa",
    "Trasporto pubblico",
    "Turismo",
    "Urbanizzazione",
    "Viaggi",
    "Zone pedonali",
    "ZTL",
];

/// The topic with this name, letter case apart.
pub fn topic(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    TOPICS.into_iter().find(|topic| topic.to_lowercase() == name)
}

/// The topic of an address: `accesso-all-informazione`.
pub fn topic_by_slug(asked: &str) -> Option<&'static str> {
    TOPICS.into_iter().find(|topic| slug(topic) == asked)
}

/// Part of an address for a topic.
pub fn topic_slug(topic: &str) -> String {
    slug(topic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn categories_are_found_by_their_own_slugs() {
        let slugs: BTreeSet<&str> = CATEGORIES.iter().map(|category| category.slug).collect();
        assert_eq!(slugs.len(), 15);
        for category in &CATEGORIES {
            assert_eq!(Category::by_slug(category.slug), Some(category));
            let from_name = slug(category.it).replace("-e-", "-");
            assert_eq!(category.slug, from_name);
            assert!(!category.description(Lang::En).is_empty());
        }
        assert_eq!(Category::by_slug("mobilita-e-trasporti"), None);
        assert!(CATEGORIES.iter().map(|c| c.it).is_sorted());
    }

    #[test]
    fn topics_have_distinct_addresses_that_lead_back() {
        let slugs: BTreeSet<String> = TOPICS.iter().map(|topic| topic_slug(topic)).collect();
        assert_eq!(slugs.len(), 64);
        for name in TOPICS {
            assert_eq!(topic_by_slug(&topic_slug(name)), Some(name));
            assert_eq!(topic(&name.to_uppercase()), Some(name));
        }
        assert_eq!(topic_by_slug("accesso-all-informazione"), Some("Accesso all'informazione"));
        assert_eq!(topic("Niente"), None);
    }
}
