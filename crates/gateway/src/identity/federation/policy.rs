//! What superiors ask of an entity's metadata (OpenID Federation § 6.1): operators read, combined from the anchor
//! downwards and applied. A policy that contradicts itself or another, or that the metadata break, ends the chain.
//! Not here: whose policy counts (`chain`).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Policies by type of entity, then by parameter.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Policy(BTreeMap<String, BTreeMap<String, Operators>>);

/// What is asked of one parameter, in the order in which it is applied (§ 6.1.3.1).
#[derive(Debug, Clone, Default, PartialEq)]
struct Operators {
    /// Set to this; `null` takes it away.
    value: Option<Value>,
    add: Option<Vec<Value>>,
    default: Option<Value>,
    one_of: Option<Vec<Value>>,
    subset_of: Option<Vec<Value>>,
    superset_of: Option<Vec<Value>>,
    essential: bool,
}

/// Why a policy cannot be used, or metadata do not meet it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy for {parameter}: {why}")]
pub(super) struct PolicyFault {
    parameter: String,
    why: &'static str,
}

type Checked<T> = Result<T, &'static str>;

impl Policy {
    /// Reads `metadata_policy`. Operators that nobody here knows are left out, unless `critical` names them.
    pub(super) fn read(
        policies: &Map<String, Value>,
        critical: &[String],
    ) -> Result<Policy, PolicyFault> {
        let fault = |parameter: &str| {
            let parameter = parameter.to_owned();
            move |why| PolicyFault { parameter, why }
        };
        if let Some(unknown) =
            critical.iter().find(|name| !Operators::NAMES.contains(&name.as_str()))
        {
            return Err(fault(unknown)("a critical operator that is not known"));
        }
        let mut read = BTreeMap::new();
        for (kind, parameters) in policies {
            let parameters = parameters.as_object().ok_or("not an object").map_err(fault(kind))?;
            let mut of_kind = BTreeMap::new();
            for (parameter, operators) in parameters {
                let operators = Operators::read(parameter, operators).map_err(fault(parameter))?;
                of_kind.insert(parameter.clone(), operators);
            }
            read.insert(kind.clone(), of_kind);
        }
        Ok(Policy(read))
    }

    /// This policy, and below it the one of a subordinate (§ 6.1.4.1).
    pub(super) fn over(mut self, subordinate: Policy) -> Result<Policy, PolicyFault> {
        for (kind, parameters) in subordinate.0 {
            let of_kind = self.0.entry(kind).or_default();
            for (parameter, operators) in parameters {
                let above = of_kind.remove(&parameter).unwrap_or_default();
                let merged = above
                    .over(operators)
                    .and_then(|merged| merged.agree(&parameter).map(|()| merged))
                    .map_err(|why| PolicyFault { parameter: parameter.clone(), why })?;
                of_kind.insert(parameter, merged);
            }
        }
        Ok(self)
    }

    /// Applies it to the metadata of an entity: to the types it has (§ 6.1.4.2).
    pub(super) fn apply(&self, metadata: &mut Map<String, Value>) -> Result<(), PolicyFault> {
        for (kind, parameters) in &self.0 {
            let Some(Value::Object(of_kind)) = metadata.get_mut(kind) else { continue };
            for (parameter, operators) in parameters {
                let found = of_kind.remove(parameter).filter(|value| !value.is_null());
                let left = operators
                    .apply(parameter, found)
                    .map_err(|why| PolicyFault { parameter: parameter.clone(), why })?;
                if let Some(left) = left {
                    of_kind.insert(parameter.clone(), left);
                }
            }
        }
        Ok(())
    }
}

impl Operators {
    const NAMES: [&str; 7] =
        ["value", "add", "default", "one_of", "subset_of", "superset_of", "essential"];

    fn read(parameter: &str, operators: &Value) -> Checked<Operators> {
        let operators = operators.as_object().ok_or("not an object")?;
        let list = |name: &str| match operators.get(name) {
            None => Ok(None),
            Some(value) => values(parameter, value).map(Some).ok_or("an operator wants a list"),
        };
        let read = Operators {
            value: operators.get("value").cloned(),
            // One value alone is allowed here.
            add: match operators.get("add") {
                Some(one @ (Value::String(_) | Value::Number(_))) if parameter != "scope" => {
                    Some(vec![one.clone()])
                }
                _ => list("add")?,
            },
            default: operators.get("default").cloned(),
            one_of: list("one_of")?,
            subset_of: list("subset_of")?,
            superset_of: list("superset_of")?,
            essential: match operators.get("essential") {
                None => false,
                Some(essential) => {
                    essential.as_bool().ok_or("essential is neither true nor false")?
                }
            },
        };
        read.agree(parameter)?;
        Ok(read)
    }

    /// Whether the operators can stand together (§ 6.1.3.1, "combination with other operators").
    fn agree(&self, parameter: &str) -> Checked<()> {
        if self.default.as_ref().is_some_and(Value::is_null) {
            return Err("default is null");
        }
        if self.one_of.as_ref().is_some_and(Vec::is_empty) {
            return Err("one_of leaves nothing");
        }
        if self.one_of.is_some()
            && (self.add.is_some() || self.subset_of.is_some() || self.superset_of.is_some())
        {
            return Err("one_of stands with an operator for lists");
        }
        if let (Some(all), Some(some)) = (&self.subset_of, &self.superset_of)
            && !contains_all(all, some)
        {
            return Err("superset_of asks for more than subset_of allows");
        }
        if let (Some(all), Some(added)) = (&self.subset_of, &self.add)
            && !contains_all(all, added)
        {
            return Err("add adds what subset_of takes away");
        }
        match &self.value {
            None => Ok(()),
            Some(Value::Null) if self.essential => Err("value takes away what is essential"),
            Some(Value::Null) if self.default.is_some() => {
                Err("value takes away what default sets")
            }
            Some(Value::Null) => match (&self.add, &self.one_of, &self.superset_of) {
                (None, None, None) => Ok(()),
                _ => Err("value takes away what another operator asks for"),
            },
            Some(value) => self.agree_with(parameter, value),
        }
    }

    fn agree_with(&self, parameter: &str, value: &Value) -> Checked<()> {
        if let Some(allowed) = &self.one_of
            && !among(allowed, value)
        {
            return Err("value is not among one_of");
        }
        let list = values(parameter, value);
        let holds = |asked: &Option<Vec<Value>>, check: fn(&[Value], &[Value]) -> bool| {
            asked.as_ref().is_none_or(|asked| list.as_ref().is_some_and(|it| check(it, asked)))
        };
        if !holds(&self.add, contains_all) {
            return Err("value lacks what add adds");
        }
        if !holds(&self.superset_of, contains_all) {
            return Err("value lacks what superset_of asks for");
        }
        if !holds(&self.subset_of, |value, allowed| contains_all(allowed, value)) {
            return Err("value has more than subset_of allows");
        }
        Ok(())
    }

    /// These, and below them those of a subordinate ("operator value merge").
    fn over(self, below: Operators) -> Checked<Operators> {
        Ok(Operators {
            value: equal(self.value, below.value, "two superiors set different values")?,
            add: both(self.add, below.add, union),
            default: equal(self.default, below.default, "two superiors set different defaults")?,
            one_of: both(self.one_of, below.one_of, intersection),
            subset_of: both(self.subset_of, below.subset_of, intersection),
            superset_of: both(self.superset_of, below.superset_of, union),
            essential: self.essential || below.essential,
        })
    }

    /// What is left of a parameter.
    fn apply(&self, parameter: &str, found: Option<Value>) -> Checked<Option<Value>> {
        let mut left = match &self.value {
            Some(Value::Null) => None,
            Some(value) => Some(value.clone()),
            None => found,
        };
        if let Some(added) = &self.add {
            let list = match &left {
                None => Vec::new(),
                Some(value) => values(parameter, value).ok_or("add meets no list")?,
            };
            left = Some(written(parameter, union(list, added.clone())));
        }
        left = left.or_else(|| self.default.clone());
        if let (Some(allowed), Some(value)) = (&self.one_of, &left) {
            left = Some(chosen(parameter, allowed, value)?);
        }
        if let (Some(allowed), Some(value)) = (&self.subset_of, &left) {
            let list = values(parameter, value).ok_or("subset_of meets no list")?;
            left = Some(written(parameter, intersection(list, allowed.clone())));
        }
        if let (Some(asked), Some(value)) = (&self.superset_of, &left) {
            let list = values(parameter, value).ok_or("superset_of meets no list")?;
            if !contains_all(&list, asked) {
                return Err("superset_of asks for more than there is");
            }
        }
        if self.essential && left.is_none() {
            return Err("it is essential and missing");
        }
        // Operators may write `scope` as a list; metadata never do.
        Ok(left.map(|left| match (parameter, left) {
            ("scope", Value::Array(words)) => written(parameter, words),
            (_, left) => left,
        }))
    }
}

/// The `one_of` of a value. The Italian rules also write it for lists (EN 7), where at least one of the values must be
/// among those allowed and the others go; and words for an object (`request_authentication_methods_supported`), of
/// which they say nothing.
fn chosen(parameter: &str, allowed: &[Value], value: &Value) -> Checked<Value> {
    if among(allowed, value) {
        return Ok(value.clone());
    }
    let list = match value {
        Value::Array(list) => list.clone(),
        Value::Object(_) if !allowed.iter().any(Value::is_object) => return Ok(value.clone()),
        _ => return Err("it is not one of those allowed"),
    };
    let left: Vec<Value> = list.into_iter().filter(|value| among(allowed, value)).collect();
    if left.is_empty() { Err("none of it is allowed") } else { Ok(written(parameter, left)) }
}

/// Whether a value is one of those allowed; the Italian rules write `"true"` for true (EN 7).
fn among(allowed: &[Value], value: &Value) -> bool {
    let word = value.as_bool().map(|it| json!(it.to_string()));
    allowed.contains(value) || word.is_some_and(|word| allowed.contains(&word))
}

/// The values of a parameter that holds several: a list, the words of `scope` (§ 6.1.3.1.8), the keys of `jwks`.
fn values(parameter: &str, value: &Value) -> Option<Vec<Value>> {
    match (parameter, value) {
        (_, Value::Array(list)) => Some(list.clone()),
        ("scope", Value::String(words)) => {
            Some(words.split_ascii_whitespace().map(|word| json!(word)).collect())
        }
        ("jwks", Value::Object(set)) => set.get("keys")?.as_array().cloned(),
        _ => None,
    }
}

/// The other way round.
fn written(parameter: &str, values: Vec<Value>) -> Value {
    match parameter {
        "scope" => {
            let words: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
            json!(words.join(" "))
        }
        "jwks" => json!({ "keys": values }),
        _ => Value::Array(values),
    }
}

fn contains_all(all: &[Value], some: &[Value]) -> bool {
    some.iter().all(|value| all.contains(value))
}

fn union(mut values: Vec<Value>, more: Vec<Value>) -> Vec<Value> {
    for value in more {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

fn intersection(mut values: Vec<Value>, other: Vec<Value>) -> Vec<Value> {
    values.retain(|value| other.contains(value));
    values
}

type Merge = fn(Vec<Value>, Vec<Value>) -> Vec<Value>;

fn both(above: Option<Vec<Value>>, below: Option<Vec<Value>>, merge: Merge) -> Option<Vec<Value>> {
    match (above, below) {
        (Some(above), Some(below)) => Some(merge(above, below)),
        (above, below) => above.or(below),
    }
}

fn equal(above: Option<Value>, below: Option<Value>, why: &'static str) -> Checked<Option<Value>> {
    match (above, below) {
        (Some(above), Some(below)) if above != below => Err(why),
        (above, below) => Ok(above.or(below)),
    }
}
