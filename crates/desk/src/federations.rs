//! What federations vouch for, renewed before it ends and kept over a restart: a server that starts while a trust anchor
//! is away still lets people in, as long as what the anchor said last is good. Not here: who is believed (`gateway`).

use gateway::identity::Vouched;
use store::settings;

use crate::{Desk, Error, Result};

/// Where it is kept.
const KEY: &str = "federations";

impl Desk {
    /// Goes by what was kept, as far as it is still good. To be called before anybody is served.
    ///
    /// # Errors
    /// Storage.
    pub async fn recall_federations(&self) -> Result<()> {
        let kept = settings::get(&mut self.db.peek().await?, KEY).await?;
        let Some(kept) = kept else { return Ok(()) };
        let vouched: Vouched = serde_json::from_str(&kept).map_err(Error::broken)?;
        self.providers.recall(&vouched, &self.clock).await;
        Ok(())
    }

    /// Renews what is known of federations before it ends, and keeps it. To be called every few minutes.
    ///
    /// # Errors
    /// Storage.
    pub async fn renew_federations(&self) -> Result<()> {
        self.providers.refresh(&self.clock).await;
        let vouched = self.providers.vouched(&self.clock);
        // What was kept serves better than nothing.
        if vouched.is_empty() {
            return Ok(());
        }
        let text = serde_json::to_string(&vouched).map_err(Error::broken)?;
        let kept = settings::get(&mut self.db.peek().await?, KEY).await?;
        if kept.as_ref() == Some(&text) {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        settings::put(&mut tx, KEY, &text).await?;
        Ok(tx.commit().await?)
    }
}
