//! Pages of plain text.

use super::Wording;
use crate::routes;

/// A page of plain text.
pub struct Article {
    pub title: &'static str,
    pub lead: &'static str,
    /// Where the button leads, and what stands on it.
    pub action: (&'static str, &'static str),
    pub sections: Vec<Section>,
}

/// A part of it, for links to it by its id.
pub struct Section {
    pub id: &'static str,
    pub title: &'static str,
    /// Its paragraphs are apart by an empty line.
    pub text: &'static str,
}

impl Wording {
    /// What to do when something does not work.
    pub(crate) fn help(&self) -> Article {
        Article {
            title: self.help_title(),
            lead: self.help_lead(),
            action: (routes::PARCELS, self.help_go()),
            sections: vec![
                section("code", self.help_code_title(), self.help_code_text()),
                section("door", self.help_door_title(), self.help_door_text()),
                section("empty", self.help_empty_title(), self.help_empty_text()),
                section("not-me", self.help_not_me_title(), self.help_not_me_text()),
                section("contact", self.help_contact_title(), self.help_contact_text()),
            ],
        }
    }

    /// "Is this message real?"
    pub(crate) fn message(&self) -> Article {
        Article {
            title: self.message_title(),
            lead: self.message_lead(),
            action: (routes::FIND, self.message_go()),
            sections: vec![
                section("real", self.message_real_title(), self.message_real_text()),
                section("false", self.message_false_title(), self.message_false_text()),
                section("unsure", self.message_unsure_title(), self.message_unsure_text()),
            ],
        }
    }

    /// What is kept, and for how long.
    pub(crate) fn privacy(&self) -> Article {
        Article {
            title: self.privacy_title(),
            lead: self.privacy_lead(),
            action: (routes::FIND, self.privacy_go()),
            sections: vec![
                section("known", self.privacy_known_title(), self.privacy_known_text()),
                section("deleted", self.privacy_deleted_title(), self.privacy_deleted_text()),
                section("cookies", self.privacy_cookies_title(), self.privacy_cookies_text()),
            ],
        }
    }
}

const fn section(id: &'static str, title: &'static str, text: &'static str) -> Section {
    Section { id, title, text }
}
