//! What a customer saw, heard and felt at the door: closed lists, so that the operator can count them.

use strum::{EnumString, IntoStaticStr, VariantArray};

macro_rules! choices {
    ($($(#[$meaning:meta])* $name:ident { $($(#[$said:meta])* $variant:ident,)+ })+) => {$(
        $(#[$meaning])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
        #[strum(serialize_all = "snake_case")]
        pub enum $name {
            $($(#[$said])* $variant,)+
        }

        impl $name {
            /// Every choice.
            pub const ALL: &[Self] = Self::VARIANTS;

            /// The name used in forms and in the operator's interface.
            pub fn as_str(self) -> &'static str {
                self.into()
            }

            /// The choice of that name.
            pub fn parse(name: &str) -> Option<Self> {
                name.parse().ok()
            }
        }
    )+};
}

choices! {
    /// What the light at the door or at the station did.
    Light {
        /// It was dark.
        Dark,
        /// It was green.
        Green,
        /// It was red.
        Red,
        /// It blinked slowly.
        BlinksSlowly,
        /// It blinked fast.
        BlinksFast,
    }
    /// What was to be heard.
    Sound {
        /// Nothing.
        Silence,
        /// A click.
        Click,
        /// A humming motor.
        Motor,
        /// A signal, as of an alarm.
        Alarm,
    }
    /// How the door felt.
    Resistance {
        /// It does not move at all.
        Fast,
        /// It gives a little, and springs back.
        Springs,
        /// Something catches.
        Catches,
        /// It swings freely.
        Free,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_keeps_its_name() {
        assert!(Light::ALL.iter().all(|it| Light::parse(it.as_str()) == Some(*it)));
        assert!(Sound::ALL.iter().all(|it| Sound::parse(it.as_str()) == Some(*it)));
        assert!(Resistance::ALL.iter().all(|it| Resistance::parse(it.as_str()) == Some(*it)));
        assert_eq!(Light::parse("purple"), None);
    }
}
