/// What a variable is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// What somebody else wrote: isolated on a page.
    Text,
    /// What we wrote ourselves, in the same language.
    Ours,
    Number,
    Moment,
    /// From one moment to another.
    Window,
    /// A place where the page puts something of its own.
    Slot,
    /// A variant of this enum.
    Variant(String),
}

impl Kind {
    /// What a comment calls it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "text" => Some(Self::Text),
            "ours" => Some(Self::Ours),
            "number" => Some(Self::Number),
            "moment" => Some(Self::Moment),
            "window" => Some(Self::Window),
            "slot" => Some(Self::Slot),
            _ => name.starts_with(|c: char| c.is_ascii_uppercase()).then(|| Self::Variant(name.to_owned())),
        }
    }

    /// What a format takes; none where there is no such format.
    pub fn formatted_by(function: &str) -> Option<Self> {
        match function {
            "MOMENT" | "BRIEF" | "LASTING" => Some(Self::Moment),
            "WINDOW" => Some(Self::Window),
            "ORDINAL" | "SPAN" => Some(Self::Number),
            _ => None,
        }
    }

    /// Whether it can stand in a sentence as it is.
    pub fn is_worded(&self) -> bool {
        match self {
            Self::Text | Self::Ours | Self::Number | Self::Slot => true,
            Self::Moment | Self::Window | Self::Variant(_) => false,
        }
    }

    /// The type of an argument.
    pub fn rust(&self) -> &str {
        match self {
            Self::Text | Self::Ours => "&str",
            Self::Number => "impl Into<Number>",
            Self::Moment => "&Moment",
            Self::Window => "(&Moment, &Moment)",
            Self::Slot => "",
            Self::Variant(name) => name,
        }
    }
}
