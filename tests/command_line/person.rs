//! A person with a browser of their own.

use support::visitor::Visitor;

/// What the person does on the consent page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Presses Accept, with the boxes as they are.
    Accept,
    /// Presses Deny.
    Deny,
}

/// Somebody who can sign in, with the password of all people here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    pub(crate) email: String,
}

impl Person {
    /// Opens an authorize URL in a fresh browser, signs in and answers; gives the address that the browser is sent
    /// to, without going there.
    pub(crate) async fn answers(&self, authorize_url: &str, answer: Answer) -> String {
        let mut visitor = Visitor::new();
        let first = visitor.visit(authorize_url).await;
        // A request that the service refuses goes back without a page.
        let last = if first.location().is_some() {
            first
        } else {
            let form = first.form_with("password").with("email", &self.email).with("password", support::service::PASSWORD);
            let page = visitor.submit_and_follow(&first, &form).await;
            let pressed = if answer == Answer::Accept { "accept" } else { "deny" };
            let form = page.form_with("answer").with("answer", pressed);
            visitor.submit(&page, &form).await
        };
        last.location().unwrap_or_else(|| panic!("no way back: {} {}", last.status, last.body)).to_owned()
    }

    /// The whole of it: also goes where the browser is sent, as browsers do.
    pub(crate) async fn comes_back(&self, authorize_url: &str, answer: Answer) -> (u16, String) {
        let address = self.answers(authorize_url, answer).await;
        go_to(&address).await
    }
}

/// Opens an address, and gives the status and the page.
pub(crate) async fn go_to(address: &str) -> (u16, String) {
    let answer = Visitor::new().open(address).await;
    (answer.status, answer.body)
}
