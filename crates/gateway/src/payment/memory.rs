//! The platform's twin: positions in a book that a test holds in its hand.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use url::Url;

use super::{PaymentFailure, Position, Receipt, Returns, Standing};

/// Positions by key. Clones are the same book.
#[derive(Debug, Clone, Default)]
pub struct Book(Arc<Mutex<Inside>>);

#[derive(Debug, Default)]
struct Inside {
    positions: BTreeMap<String, (Position, Standing)>,
    /// What every question is answered with while it is there.
    trouble: Option<PaymentFailure>,
}

impl Book {
    fn inside(&self) -> Result<MutexGuard<'_, Inside>, PaymentFailure> {
        let inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &inside.trouble {
            Some(trouble) => Err(trouble.clone()),
            None => Ok(inside),
        }
    }

    /// Everything fails like this from now on, or nothing any more.
    pub fn fail(&self, trouble: Option<PaymentFailure>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).trouble = trouble;
    }

    /// What was opened, in order of key, and how it stands.
    #[must_use]
    pub fn positions(&self) -> Vec<(Position, Standing)> {
        let inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inside.positions.values().cloned().collect()
    }

    /// Somebody pays, or it is given back.
    pub fn put(&self, key: &str, standing: Standing) {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(position) = inside.positions.get_mut(key) {
            position.1 = standing;
        }
    }

    /// Somebody pays.
    pub fn pay(&self, key: &str, at: model::Moment) {
        let receipt = Receipt { at, id: format!("RT-{key}"), through: "Banca di prova".to_owned() };
        self.put(key, Standing::Paid(receipt));
    }

    pub(super) fn open(&self, position: &Position) -> Result<String, PaymentFailure> {
        let mut inside = self.inside()?;
        let number = inside.positions.len() + 1;
        inside
            .positions
            .entry(position.key.clone())
            .or_insert_with(|| (position.clone(), Standing::Due));
        Ok(format!("3{number:017}"))
    }

    pub(super) fn cart(&self, returns: &Returns) -> Result<Url, PaymentFailure> {
        self.inside().map(|_| returns.ok.clone())
    }

    pub(super) fn look(&self, key: &str) -> Result<Standing, PaymentFailure> {
        let inside = self.inside()?;
        inside
            .positions
            .get(key)
            .map(|(_, standing)| standing.clone())
            .ok_or(PaymentFailure::Unknown)
    }

    pub(super) fn withdraw(&self, key: &str) -> Result<(), PaymentFailure> {
        let mut inside = self.inside()?;
        let position = inside.positions.get_mut(key).ok_or(PaymentFailure::Unknown)?;
        if !matches!(position.1, Standing::Due | Standing::Over) {
            return Err(PaymentFailure::Refused("it was paid".to_owned()));
        }
        position.1 = Standing::Over;
        Ok(())
    }
}
