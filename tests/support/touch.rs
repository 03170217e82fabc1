//! Touching what stands still: a driver's click goes to a place, and does not reach what has moved away from there meanwhile.

use std::sync::Mutex;

use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

/// Whether the page is whole, and where the element is in which window.
const PLACE: &str = "const { x, y, width, height } = arguments[0].getBoundingClientRect();
    return [document.readyState, x, y, width, height, innerWidth, innerHeight];";

/// What somebody is about to touch.
#[derive(Debug)]
pub struct Touch<'a> {
    client: &'a Client,
    locator: Locator<'a>,
    /// Where it was when somebody looked last.
    seen: Mutex<Option<Value>>,
}

impl<'a> Touch<'a> {
    /// Nothing was seen yet.
    #[must_use]
    pub fn new(client: &'a Client, locator: Locator<'a>) -> Self {
        Self { client, locator, seen: Mutex::new(None) }
    }

    /// The element, if it is where it was at the last look, on a page that is there whole.
    pub async fn still(&self) -> Option<Element> {
        let element = self.client.find(self.locator).await.ok()?;
        let place = self.client.execute(PLACE, vec![serde_json::to_value(&element).ok()?]).await.ok()?;
        let now = json!([element.element_id().as_ref(), place]);
        let was = self.seen.lock().unwrap().replace(now.clone());
        (place[0] == "complete" && was.is_some_and(|was| was == now)).then_some(element)
    }

    /// Clicks it once it is still; nothing where it is not, or went away or was covered at that very moment.
    ///
    /// # Panics
    /// When the click fails otherwise: who knows what it has done.
    pub async fn click(&self) -> Option<()> {
        use ErrorStatus::{ElementClickIntercepted, ElementNotInteractable, NoSuchElement, StaleElementReference};
        let error = match self.still().await?.click().await {
            Ok(()) => return Some(()),
            Err(error) => error,
        };
        let untouched = matches!(
            &error,
            CmdError::Standard(told)
                if matches!(told.error, ElementClickIntercepted | ElementNotInteractable | NoSuchElement | StaleElementReference)
        );
        assert!(untouched, "{:?} was not clicked: {error}", self.locator);
        None
    }
}
