//! A chain of statements from an entity up to a trust anchor, at most one intermediate between: each is signed with
//! the keys for which the one above vouches (OpenID Federation § 10). Not here: what is kept of it, and for how long.

use model::Moment;
use serde_json::{Map, Value};
use url::Url;

use super::{
    fetch::{Fetch, Reach},
    mark::MarkFault,
    policy::{Policy, PolicyFault},
    statement::{Statement, StatementFault},
};
use crate::identity::{
    SignInFailure, TrustMark,
    jose::{JoseFault, KeySet},
    kept::Ends,
};

/// An entity that a trust anchor vouches for.
#[derive(Debug)]
pub(in crate::identity) struct Chain {
    /// The entity's configuration, what superiors say of it and of each other, the anchor's configuration.
    pub statements: Vec<String>,
    /// The entity's federation keys.
    pub leaf_keys: KeySet,
    /// By type of entity, as the superiors' policies leave them.
    pub metadata: Map<String, Value>,
    /// The first moment at which one of the statements ends.
    pub expires: Moment,
    /// The entity's trust marks, unchecked.
    pub(super) marks: Vec<TrustMark>,
    /// Those above it, the anchor last.
    pub(super) superiors: Vec<Superior>,
}

/// Somebody above an entity: an intermediate, the anchor.
#[derive(Debug)]
pub(super) struct Superior {
    pub id: String,
    pub keys: KeySet,
    /// Where it says whether a trust mark is still good, if it names an address for that.
    pub status: Option<String>,
}

/// Why nobody vouches for an entity. For the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ChainFault {
    #[error("{0}: {1}")]
    Unreachable(String, SignInFailure),
    #[error("{0} may not be asked: https, and no address of this machine")]
    Forbidden(String),
    #[error("{0} names no {1}")]
    NoEndpoint(String, &'static str),
    /// Told of already.
    #[error("the anchor's configuration: {0}")]
    Anchor(SignInFailure),
    #[error("its list of providers is no list of texts")]
    List,
    #[error("what {by} says of {about}: {fault}")]
    Statement { by: String, about: String, fault: StatementFault },
    #[error(transparent)]
    Policy(#[from] PolicyFault),
    #[error("it says of no superior that leads to the anchor")]
    NotBelow,
    #[error("more intermediates than max_path_length allows")]
    TooDeep,
    #[error("an intermediate vouches for a provider")]
    ProviderBelowIntermediate,
    #[error("it is no openid_provider")]
    NoProvider,
    #[error("it holds none of the trust marks that are asked of providers")]
    Unmarked,
    #[error("its trust mark {0}: {1}")]
    Mark(String, MarkFault),
    #[error("its trust mark {0} was withdrawn by its issuer")]
    Withdrawn(String),
    #[error("we have no client_id or no federation key")]
    Nameless,
}

impl ChainFault {
    /// What it is for whoever wants to sign in.
    pub(super) fn failure(&self) -> SignInFailure {
        match self {
            ChainFault::Unreachable(_, failure) | ChainFault::Anchor(failure) => *failure,
            _ => SignInFailure::Nonsense,
        }
    }

    /// Whether a key was not known that may have been announced since.
    pub(super) fn is_unknown_key(&self) -> bool {
        let unknown = StatementFault::Jose(JoseFault::UnknownKey);
        matches!(self, ChainFault::Statement { fault, .. } if *fault == unknown)
    }
}

impl Chain {
    /// A text of the metadata of a type.
    pub(super) fn text(&self, kind: &str, name: &str) -> Option<&str> {
        self.metadata.get(kind)?.get(name)?.as_str()
    }

    /// Whether an intermediate stands between the entity and the anchor.
    pub(super) fn has_intermediate(&self) -> bool {
        self.superiors.len() > 1
    }
}

impl Ends for Chain {
    fn ends(&self) -> Moment {
        self.expires
    }
}

/// The way up to an anchor whose configuration is known.
pub(super) struct Way<'a, F> {
    pub fetch: &'a F,
    pub reach: Reach,
    pub anchor: &'a Statement,
    pub now: Moment,
}

/// What an entity says of itself, fetched where it says it.
pub(super) async fn configuration<F: Fetch>(
    fetch: &F,
    reach: Reach,
    entity: &str,
    now: Moment,
) -> Result<Statement, ChainFault> {
    let url = reach.well_known(entity).ok_or_else(|| ChainFault::Forbidden(entity.to_owned()))?;
    let text = fetched(fetch, &url).await?;
    let read = Statement::configuration(text.trim(), entity, now);
    read.map_err(|fault| statement_fault(entity, entity, fault))
}

impl<F: Fetch> Way<'_, F> {
    /// The chain of an entity; `own` is what it says of itself, where it need not be fetched.
    pub(super) async fn climb(&self, entity: &str, own: Option<&str>) -> Result<Chain, ChainFault> {
        let leaf = match own {
            None => configuration(self.fetch, self.reach, entity, self.now).await?,
            Some(text) => Statement::configuration(text, entity, self.now)
                .map_err(|fault| statement_fault(entity, entity, fault))?,
        };
        self.up(leaf).await
    }

    async fn up(&self, leaf: Statement) -> Result<Chain, ChainFault> {
        let mut fault = ChainFault::NotBelow;
        let anchor = &self.anchor.subject;
        if leaf.subject == *anchor {
            return Err(fault);
        }
        if leaf.hints.contains(anchor) {
            match self.directly(&leaf).await {
                Ok(about) => return self.chain(leaf, vec![(self.anchor, about)]),
                Err(why) => fault = why,
            }
        }
        for hint in leaf.hints.iter().filter(|hint| *hint != anchor && **hint != leaf.subject) {
            match self.through(hint, &leaf).await {
                Ok((middle, about, about_middle)) => {
                    let above = vec![(&middle, about), (self.anchor, about_middle)];
                    return self.chain(leaf, above);
                }
                // The way that leads straight to the anchor, where there is one, is the one to be told about.
                Err(why) if fault == ChainFault::NotBelow => fault = why,
                Err(_) => {}
            }
        }
        Err(fault)
    }

    async fn directly(&self, leaf: &Statement) -> Result<Statement, ChainFault> {
        let about = self.about(self.anchor, &self.anchor.keys, &leaf.subject).await?;
        self.vouched(leaf, &about)?;
        Ok(about)
    }

    /// The intermediate's configuration, what it says of the leaf, what the anchor says of it.
    async fn through(
        &self,
        hint: &str,
        leaf: &Statement,
    ) -> Result<(Statement, Statement, Statement), ChainFault> {
        if self.anchor.max_path_length == Some(0) {
            return Err(ChainFault::TooDeep);
        }
        let middle = configuration(self.fetch, self.reach, hint, self.now).await?;
        if !middle.hints.contains(&self.anchor.subject) {
            return Err(ChainFault::NotBelow);
        }
        let about_middle = self.about(self.anchor, &self.anchor.keys, hint).await?;
        if about_middle.max_path_length == Some(0) {
            return Err(ChainFault::TooDeep);
        }
        self.vouched(&middle, &about_middle)?;
        let about = self.about(&middle, &about_middle.keys, &leaf.subject).await?;
        self.vouched(leaf, &about)?;
        Ok((middle, about, about_middle))
    }

    /// What a superior, whose keys are known, says of an entity.
    async fn about(
        &self,
        superior: &Statement,
        keys: &KeySet,
        subject: &str,
    ) -> Result<Statement, ChainFault> {
        let id = &superior.subject;
        let url = fetch_address(superior, subject, self.reach)?;
        let text = fetched(self.fetch, &url).await?;
        let read = Statement::subordinate(text.trim(), (id, keys), subject, self.now);
        read.map_err(|fault| statement_fault(id, subject, fault))
    }

    /// Whether an entity's configuration is signed with the keys inside the superior's statement.
    fn vouched(&self, entity: &Statement, about: &Statement) -> Result<(), ChainFault> {
        let checked = entity.check(&about.keys);
        checked.map_err(|fault| statement_fault(&entity.subject, &entity.subject, fault))
    }

    /// The chain, from the statements about each and the configurations of those who made them, lowest first.
    fn chain(
        &self,
        leaf: Statement,
        above: Vec<(&Statement, Statement)>,
    ) -> Result<Chain, ChainFault> {
        let mut policy = Policy::default();
        for (_, about) in above.iter().rev() {
            policy = policy.over(about.policy.clone())?;
        }
        let mut metadata = leaf.metadata;
        let mut expires = self.anchor.expires.min(leaf.expires);
        let mut statements = vec![leaf.text];
        let mut superiors = Vec::new();
        let mut leaf_keys = None;
        // Keys of whoever made a statement are those that the one above names; the anchor's are its own.
        let keys_above = above.iter().skip(1).map(|(_, about)| about.keys.clone());
        let keys: Vec<KeySet> = keys_above.chain([self.anchor.keys.clone()]).collect();
        for ((by, about), keys) in above.into_iter().zip(keys) {
            if leaf_keys.is_none() {
                overridden(&mut metadata, &about.metadata);
                leaf_keys = Some(about.keys);
            }
            expires = expires.min(about.expires).min(by.expires);
            statements.push(about.text);
            let status = by.endpoint("federation_trust_mark_status_endpoint").map(str::to_owned);
            superiors.push(Superior { id: by.subject.clone(), keys, status });
        }
        policy.apply(&mut metadata)?;
        statements.push(self.anchor.text.clone());
        let leaf_keys = leaf_keys.ok_or(ChainFault::NotBelow)?;
        Ok(Chain { statements, leaf_keys, metadata, expires, marks: leaf.marks, superiors })
    }
}

/// What the immediate superior says of the metadata itself stands over what the entity says (§ 3.1, `metadata`).
fn overridden(metadata: &mut Map<String, Value>, by: &Map<String, Value>) {
    for (kind, said) in by {
        if let (Some(Value::Object(own)), Value::Object(said)) = (metadata.get_mut(kind), said) {
            own.extend(said.clone());
        }
    }
}

/// Where a superior says what it vouches for of somebody.
pub(super) fn fetch_address(
    superior: &Statement,
    subject: &str,
    reach: Reach,
) -> Result<Url, ChainFault> {
    let mut url = endpoint(superior, "federation_fetch_endpoint", reach)?;
    url.query_pairs_mut().append_pair("sub", subject);
    Ok(url)
}

/// An address that an entity names for others, if it may be asked.
pub(super) fn endpoint(
    entity: &Statement,
    name: &'static str,
    reach: Reach,
) -> Result<Url, ChainFault> {
    let missing = || ChainFault::NoEndpoint(entity.subject.clone(), name);
    let address = entity.endpoint(name).ok_or_else(missing)?;
    reach.address(address).ok_or_else(|| ChainFault::Forbidden(address.to_owned()))
}

pub(super) async fn fetched<F: Fetch>(fetch: &F, url: &Url) -> Result<String, ChainFault> {
    let text = fetch.text(url).await;
    text.map_err(|failure| ChainFault::Unreachable(url.to_string(), failure))
}

fn statement_fault(by: &str, about: &str, fault: StatementFault) -> ChainFault {
    ChainFault::Statement { by: by.to_owned(), about: about.to_owned(), fault }
}
