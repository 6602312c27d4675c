use super::*;

fn read(tag: &str, text: &str) -> Result<Language, Vec<Fault>> {
    let messages = Source { file: format!("{tag}/a.ftl"), text }.messages()?;
    Ok(Language { tag: tag.to_owned(), messages })
}

/// What English and another language become.
fn built(english: &str, tag: &str, other: &str) -> Result<String, String> {
    let languages =
        || -> Result<String, Vec<Fault>> { from(vec![read(tag, other)?, read("en", english)?], &[]) };
    languages().map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn fault(english: &str, german: &str) -> String {
    built(english, "de", german).expect_err("nothing is wrong with it")
}

#[test]
fn what_is_missing_or_too_much_is_told_with_file_and_line() {
    assert_eq!(fault("a = A\n\nb = B", "a = A"), "en/a.ftl:3: `b` is missing in `de`");
    assert_eq!(fault("a = A", "a = A\nb = B"), "de/a.ftl:2: `b` is in no other language");
    assert_eq!(fault("a = A\na = A", "a = A"), "en/a.ftl:2: `a` stands here a second time");
    assert_eq!(
        fault("a =\n    .go = A", "a =\n    .stop = A"),
        "en/a.ftl:2: `a.go` is missing in `de`\nde/a.ftl:2: `a.stop` is in no other language"
    );
    assert_eq!(fault("a = { $at }", "a = { $it }"), "de/a.ftl:1: `a` has no `$it`");
}

#[test]
fn what_is_of_another_type_is_told_with_file_and_line() {
    for (english, german, told) in [
        (
            "# $at (moment): t\na = { MOMENT($at) }",
            "\na = { $at }",
            "de/a.ftl:2: say in which format `$at` is told",
        ),
        ("a = { $n }", "a = { MOMENT($n) }", "de/a.ftl:1: `MOMENT` takes no `$n`"),
        ("a = { $n }", "a = { DATE($n) }", "de/a.ftl:1: there is no format `DATE`"),
        ("a = { $n }", "a = { $n ->\n    [one] 1\n   *[other] 2\n}", "de/a.ftl:1: nothing is chosen by `$n`"),
        ("# $n (slot): s\na = { $n }", "a = A", "de/a.ftl:1: `$n` has no place here"),
        ("# $n (word): s\na = { $n }", "a = A", "en/a.ftl:2: there is no type `word`"),
        (
            "a = { $n } { $m }",
            "a = A",
            "en/a.ftl:1: say in a comment what the variables of `a` are, in their order",
        ),
        ("# $n: s\na = { $n } { $m }", "a = A", "en/a.ftl:2: the comment does not say what `$m` is"),
    ] {
        assert_eq!(fault(english, german), told);
    }
}

#[test]
fn what_is_not_needed_of_fluent_is_refused() {
    for (english, told) in [
        ("-a = A", "en/a.ftl:1: terms are not used here"),
        ("b = B\na = { b }", "en/a.ftl:2: a message holds no other message"),
        ("a = { -b }", "en/a.ftl:1: a message holds no other message"),
        ("a = { MOMENT($b, form: \"long\") }", "en/a.ftl:1: a format is asked for one variable"),
        ("a = { \"x\" ->\n   *[x] X\n}", "en/a.ftl:2: a choice is by a variable"),
        ("a = { $n ->\n   *[1.5] X\n}", "en/a.ftl:2: a number to choose by is a whole one"),
    ] {
        assert_eq!(fault(english, ""), told);
    }
    assert!(fault("a = { $n", "").starts_with("en/a.ftl:1: "));
}

#[test]
fn a_number_is_told_by_the_plural_categories_of_the_language() {
    let english = "a = { $n ->\n    [one] one\n   *[other] some\n}";
    let few = "a = { $n ->\n    [one] 1\n    [few] 2\n   *[other] 3\n}";
    assert_eq!(built(english, "de", few), Err("de/a.ftl:1: no number is `[few]` in this language".into()));
    assert_eq!(built(english, "pl", few), Err("pl/a.ftl:1: `[many]` is missing, for 0".into()));
    let many = "a = { $n ->\n    [one] 1\n    [few] 2\n    [many] 3\n   *[other] 4\n}";
    let code = built(english, "pl", many).unwrap();
    assert!(code.contains("2..=4 | 22..=24 | 32..=34"), "{code}");
    assert_eq!(built(english, "uk", many).map(drop), Ok(()));
    let six = "a = { $n ->\n[zero] 0\n[one] 1\n[two] 2\n[few] 3\n[many] 4\n*[other] 5\n}";
    let code = built(english, "ar", six).unwrap();
    assert!(code.contains("3..=10 | 103..=110") && code.contains("direction: \"rtl\""), "{code}");
    // Numbers themselves count as well: in English only 1 is one.
    let exact = "a = { $n ->\n    [1] one\n   *[other] some\n}";
    assert_eq!(built(exact, "de", exact).map(drop), Ok(()));
    assert_eq!(built(exact, "uk", exact), Err("uk/a.ftl:1: `[many]` is missing, for 0".into()));
}

#[test]
fn every_variant_of_an_enum_has_its_words_in_every_language() {
    let english = "# $by (Channel): how\na = { $by ->\n    [sms] SMS\n   *[web-push] Push\n}";
    let german = "a = { $by ->\n   *[sms] SMS\n}";
    assert_eq!(fault(english, german), "de/a.ftl:1: `[web-push]` is missing");
    let german = "a = { $by ->\n    [sms] SMS\n    [web-push] Push\n   *[fax] Fax\n}";
    assert_eq!(fault(english, german), "de/a.ftl:1: `Channel` is never `[fax]`");
    let code = built(english, "de", "a = { $by ->\n    [web-push] Push\n   *[sms] SMS\n}").unwrap();
    assert!(code.contains("pub fn a(&self, by: Channel) -> &'static str {"), "{code}");
    // So that the compiler sees what is missing.
    assert!(code.contains("Channel::WebPush => {") && !code.contains("_ =>"), "{code}");
}

#[test]
fn arguments_are_in_the_order_of_the_comment_and_of_their_types() {
    let english = "# $at (moment): when\n# $name: whose\n# $n (number): how many\n# $left (slot): seconds\n\
                   a = { $n } of { $name } { BRIEF($at) }{ $left }";
    let code = built(english, "de", "a = { $left }").unwrap();
    assert!(
        code.contains("pub fn a(&self, at: &Moment, name: &str, n: impl Into<Number>) -> String {"),
        "{code}"
    );
    assert!(
        code.contains("fn en_a(words: &Wording, at: &Moment, name: &str, n: Number) -> String {"),
        "{code}"
    );
    assert!(code.contains("fn de_a() -> String {"), "{code}");
}

#[test]
fn texts_of_others_are_isolated_on_pages_only() {
    let english = "a = { $name }";
    assert!(built(english, "de", english).unwrap().contains("push_foreign(&mut said, name);"));
    let plain = from(vec![read("en", english).unwrap()], &["a"]).unwrap();
    assert!(plain.contains("said.push_str(name);") && !plain.contains("push_foreign"), "{plain}");
}

#[test]
fn the_language_for_tests_is_english_with_accents_and_in_brackets() {
    let code = from(vec![read("en", "a = Parcel from { $name }").unwrap()], &[]).unwrap();
    assert!(code.contains("language: \"en-XA\""), "{code}");
    assert!(code.contains("said.push_str(\"Pààrçéél fröö"), "{code}");
}
