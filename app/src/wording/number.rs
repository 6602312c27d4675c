use super::Wording;

/// A number in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number(u64);

impl Number {
    pub(super) fn get(self) -> u64 {
        self.0
    }

    /// A smaller number of the same plural category (CLDR): from a hundred on only the last two digits count.
    pub(super) fn folded(self) -> u64 {
        if self.0 < 100 { self.0 } else { 100 + self.0 % 100 }
    }

    /// Writes it in groups of three digits, without the formatting machinery.
    pub(super) fn push(self, said: &mut String, words: &Wording) {
        if self.0 >= 1_000 {
            Self(self.0 / 1_000).push(said, words);
            said.push_str(words.number_group());
        }
        for unit in [100, 10, 1] {
            if self.0 >= unit {
                said.push(char::from(b'0' + u8::try_from(self.0 / unit % 10).unwrap_or(0)));
            }
        }
        if self.0 == 0 {
            said.push('0');
        }
    }
}

impl<T: TryInto<u64>> From<T> for Number {
    /// What is less than nothing counts as nothing.
    fn from(number: T) -> Self {
        Self(number.try_into().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::choose;

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        let written = |number: u64, language| {
            let mut said = String::new();
            Number::from(number).push(&mut said, choose(language));
            said
        };
        for (number, en, de) in [
            (0, "0", "0"),
            (7, "7", "7"),
            (90, "90", "90"),
            (1_005, "1,005", "1.005"),
            (1_234_067, "1,234,067", "1.234.067"),
        ] {
            assert_eq!((written(number, "en").as_str(), written(number, "de").as_str()), (en, de));
        }
    }
}
