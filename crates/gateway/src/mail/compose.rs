//! A message as it goes over the wire (RFC 5322, MIME). Nothing that a person typed can become a header.

use lettre::{
    Address,
    message::{
        Attachment as Part, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use model::Moment;

use super::{MailFailure, Message, Sender};

pub(super) fn compose(
    sender: &Sender,
    message: &Message,
    id: &str,
    now: Moment,
) -> Result<lettre::Message, MailFailure> {
    let permanent = |error: &dyn std::fmt::Display| MailFailure::Permanent(error.to_string());
    let address = |text: &str| text.parse::<Address>().map_err(|error| permanent(&error));
    let name = Some(line(&sender.name)).filter(|name| !name.is_empty());
    let builder = lettre::Message::builder()
        .from(Mailbox::new(name, address(&sender.address)?))
        .to(Mailbox::new(None, address(&message.to)?))
        .subject(line(&message.subject))
        .message_id(Some(format!("<{id}>")))
        .date(now.utc().into())
        // Nobody's holiday notice needs to answer (RFC 3834 § 5).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    let text = SinglePart::plain(message.text.clone());
    let built = if message.attachments.is_empty() {
        builder.singlepart(text)
    } else {
        let mut parts = MultiPart::mixed().singlepart(text);
        for attachment in &message.attachments {
            let kind = ContentType::parse(&attachment.media_type)
                .map_err(|_| permanent(&"not a media type"))?;
            let part = Part::new(line(&attachment.name)).body(attachment.bytes.clone(), kind);
            parts = parts.singlepart(part);
        }
        builder.multipart(parts)
    };
    built.map_err(|error| permanent(&error))
}

/// One line: a line end in a header would begin another header.
fn line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.trim().to_owned()
}
