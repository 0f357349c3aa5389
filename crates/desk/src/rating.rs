//! What people think of a page or a service: stored without saying who.

use store::ratings;

use crate::{Desk, Result};

/// One rating as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rating {
    /// The page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// 1 to 5.
    pub stars: u8,
    /// Sentences that were ticked.
    pub answers: Vec<String>,
    /// Free text.
    pub text: String,
    /// The procedure, when a service was rated.
    pub service: Option<String>,
}

/// Longest free text, in characters (national model).
pub const TEXT_MAX: usize = 200;

impl Desk {
    /// Keeps a rating.
    ///
    /// # Errors
    /// Storage.
    pub async fn rate(&self, rating: &Rating) -> Result<()> {
        let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
        let mut tx = self.db.write().await?;
        ratings::add(
            &mut tx,
            &ratings::Rating {
                id: self.clock.id(),
                at: self.now(),
                kind: if rating.service.is_some() {
                    ratings::Kind::Service
                } else {
                    ratings::Kind::Page
                },
                url: cut(&rating.url, 500),
                title: cut(&rating.title, 300),
                stars: i64::from(rating.stars.clamp(1, 5)),
                answers: serde_json::to_string(&rating.answers).unwrap_or_default(),
                text: cut(&rating.text, TEXT_MAX),
                service: rating.service.clone(),
            },
        )
        .await?;
        Ok(tx.commit().await?)
    }
}
