//! The few words that the app says outside of its window: in the tray and in notifications.

use countersign_wire::account::SessionStatus;
use countersign_wire::preferences::ScreenLanguage;

/// All of them, in one language.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) sign_in: &'static str,
    pub(crate) open: &'static str,
    pub(crate) quit: &'static str,
    pub(crate) active: &'static str,
    pub(crate) expires_soon: &'static str,
    pub(crate) expired: &'static str,
    pub(crate) signed_out: &'static str,
    pub(crate) locked: &'static str,
    /// The button of a notification, where one is shown.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "notifications are Linux's"))]
    pub(crate) show: &'static str,
    pub(crate) signed_in: &'static str,
    pub(crate) signed_in_text: &'static str,
    pub(crate) ends_soon: &'static str,
    pub(crate) ends_soon_text: &'static str,
    pub(crate) secret_ends: &'static str,
    pub(crate) secret_ends_text: &'static str,
}

const ENGLISH: Words = Words {
    sign_in: "Sign in…",
    open: "Open Countersign",
    quit: "Quit",
    active: "signed in",
    expires_soon: "ends soon",
    expired: "sign in again",
    signed_out: "signed out",
    locked: "locked",
    show: "Show",
    signed_in: "Signed in",
    signed_in_text: "The sign-in is complete. Countersign shows who it is.",
    ends_soon: "Session ends soon",
    ends_soon_text: "It cannot be renewed. Sign in again to go on.",
    secret_ends: "A secret ends",
    secret_ends_text: "The service takes this app's secret only for some days more. Add the service anew to go on.",
};

const SPANISH: Words = Words {
    sign_in: "Iniciar sesión…",
    open: "Abrir Countersign",
    quit: "Salir",
    active: "sesión iniciada",
    expires_soon: "termina pronto",
    expired: "inicia sesión de nuevo",
    signed_out: "sesión cerrada",
    locked: "bloqueada",
    show: "Mostrar",
    signed_in: "Sesión iniciada",
    signed_in_text: "El inicio de sesión se ha completado. Countersign muestra de quién es.",
    ends_soon: "La sesión termina pronto",
    ends_soon_text: "No se puede renovar. Inicia sesión de nuevo para seguir.",
    secret_ends: "Un secreto termina",
    secret_ends_text: "El servicio acepta el secreto de esta aplicación solo unos días más. Añade el servicio de nuevo para seguir.",
};

impl Words {
    /// Those of the language that was chosen, or that the environment names.
    pub(crate) fn of(language: ScreenLanguage) -> &'static Self {
        match language {
            ScreenLanguage::En => &ENGLISH,
            ScreenLanguage::Es => &SPANISH,
            ScreenLanguage::System => Self::of_environment(|name| std::env::var(name).ok()),
        }
    }

    /// In the order of gettext, which is the one by which the web view tells its page: `LANGUAGE` is a list, and counts only
    /// where the locale is not that of no language.
    fn of_environment(variable: impl Fn(&str) -> Option<String>) -> &'static Self {
        let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set).unwrap_or_default();
        let listed = if locale.is_empty() || locale == "C" { None } else { set(&"LANGUAGE") };
        let listed = listed.unwrap_or_default();
        let read = listed.split(':').chain([locale.as_str()]);
        let spoken = read.filter_map(|tag| match tag.split(['_', '-', '.', '@']).next() {
            Some("en") => Some(&ENGLISH),
            Some("es") => Some(&SPANISH),
            _ => None,
        });
        spoken.into_iter().next().unwrap_or(&ENGLISH)
    }

    /// How a session stands.
    pub(crate) fn state(&self, state: SessionStatus) -> &'static str {
        match state {
            SessionStatus::Active => self.active,
            SessionStatus::ExpiresSoon => self.expires_soon,
            SessionStatus::Expired => self.expired,
            SessionStatus::SignedOut => self.signed_out,
            SessionStatus::Locked => self.locked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_read_as_the_page_reads_it() {
        for (variables, spoken) in [
            (&[][..], &ENGLISH),
            (&[("LANG", "es_ES.UTF-8")], &SPANISH),
            (&[("LANG", "es_ES.UTF-8"), ("LC_ALL", "en_GB.UTF-8")], &ENGLISH),
            (&[("LANG", "ca_ES.UTF-8"), ("LANGUAGE", "ca:es:en")], &SPANISH),
            (&[("LANG", "C"), ("LANGUAGE", "es")], &ENGLISH),
            (&[("LANG", "pt_PT.UTF-8")], &ENGLISH),
        ] {
            let variable = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(Words::of_environment(variable), spoken, "{variables:?}");
        }
    }
}
