//! What is posted, as a browser writes it.

use reqwest::multipart;
use url::Url;

/// How what is posted is written.
#[derive(Clone, Debug)]
pub enum Written {
    /// As forms are.
    Plain,
    /// As forms with files are.
    Multipart,
    /// As a script does, instead of fields.
    Json(String),
}

/// A form ready to be sent.
#[derive(Clone)]
pub struct Sent {
    /// Where to.
    pub url: Url,
    /// By POST or by GET.
    pub post: bool,
    /// How it is written.
    pub how: Written,
    /// Names and values in order.
    pub fields: Vec<(String, String)>,
    /// Files: field, name, content.
    pub files: Vec<(String, String, Vec<u8>)>,
}

impl Sent {
    pub(super) fn onto(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        if let Written::Json(text) = &self.how {
            return request.header("content-type", "application/json").body(text.clone());
        }
        if matches!(self.how, Written::Plain) {
            let body = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&self.fields)
                .finish();
            return request.header("content-type", "application/x-www-form-urlencoded").body(body);
        }
        let mut form = multipart::Form::new();
        for (name, value) in &self.fields {
            form = form.text(name.clone(), value.clone());
        }
        for (field, name, bytes) in &self.files {
            form = form
                .part(field.clone(), multipart::Part::bytes(bytes.clone()).file_name(name.clone()));
        }
        request.multipart(form)
    }
}
