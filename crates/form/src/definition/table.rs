//! A decision table (*tabella di decisione*) as the document writes it. What cells mean is in `rule::TableText`.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

/// A value looked up row by row instead of computed by one long rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What the result depends on: one rule a column.
    pub inputs: Vec<String>,
    /// How rows are chosen.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub hit: Hit,
    pub rows: Vec<Row>,
    /// Rule for the result where no row matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
    /// Comment of who wrote the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How rows are chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hit {
    /// The first row that matches.
    #[default]
    First,
    /// The one row that matches: two for the same answers are a fault.
    Only,
    /// The results of all rows that match, added.
    Sum,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// A cell for each column: `<= 7500`, `10 .. 20`, `"a", "b"`, `-` for anything.
    pub when: Vec<Cell>,
    /// Rule for the result.
    pub then: Cell,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A cell; a number, yes or no may stand without quotes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Cell(pub String);

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Cell, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Cell;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a cell: a text between quotes, a number, true or false")
            }

            fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Cell, E> {
                Ok(Cell(yes.to_string()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Cell, E> {
                Ok(Cell(number.to_string()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Cell, E> {
                Ok(Cell(number.to_string()))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Cell, E> {
                Ok(Cell(number.to_string()))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Cell, E> {
                Ok(Cell(text.to_owned()))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl From<&Table> for rule::TableText {
    fn from(table: &Table) -> rule::TableText {
        let row = |row: &Row| rule::RowText {
            when: row.when.iter().map(|cell| cell.0.clone()).collect(),
            then: row.then.0.clone(),
        };
        rule::TableText {
            inputs: table.inputs.clone(),
            hit: match table.hit {
                Hit::First => rule::Hit::First,
                Hit::Only => rule::Hit::Only,
                Hit::Sum => rule::Hit::Sum,
            },
            rows: table.rows.iter().map(row).collect(),
            otherwise: table.otherwise.clone(),
        }
    }
}
