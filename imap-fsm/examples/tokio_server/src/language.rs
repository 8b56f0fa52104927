//! The language of what is said to people: LANGUAGE (RFC 5255 §3).
//!
//! Texts stand in English where they are said, and are translated on their way out. What has no translation stays as it is,
//! as does what the machine says by itself.

use imap_fsm::types::code::Code;
use imap_fsm::types::language::{Language as Wanted, LanguageData, LanguageRange, LanguageTag};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::response::{Data, RespText, Status};
use imap_fsm::types::text::Text;

use crate::answer::{Outcome, ok};
use crate::lines::no;
use crate::service::Service;

/// A language that the server speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    /// English, for who has not chosen.
    #[default]
    Default,
    English,
    German,
}

impl Language {
    const ALL: [Self; 3] = [Self::English, Self::German, Self::Default];

    fn tag(self) -> LanguageTag<'static> {
        let tag = match self {
            Self::Default => "i-default",
            Self::English => "en",
            Self::German => "de",
        };
        LanguageTag::try_from(tag).expect("the tag of a language")
    }

    /// What a client gets that wants this: the longest tag that it begins with (RFC 4647 §3.4).
    fn like(range: &LanguageRange<'_>, now: Self) -> Option<Self> {
        if *range == LanguageRange::ANY {
            return Some(now);
        }
        if range.as_bytes().eq_ignore_ascii_case(LanguageRange::DEFAULT.as_bytes()) {
            return Some(Self::English);
        }
        let begins = |tag: &LanguageTag<'_>| {
            let (tag, range) = (tag.as_bytes(), range.as_bytes());
            let rest = range.split_at_checked(tag.len());
            rest.is_some_and(|(start, rest)| {
                start.eq_ignore_ascii_case(tag) && matches!(rest, [] | [b'-', ..])
            })
        };
        Self::ALL.into_iter().find(|language| begins(&language.tag()))
    }

    pub(crate) fn say(self, text: RespText<'static>) -> RespText<'static> {
        let said = std::str::from_utf8(text.text().as_bytes()).ok().and_then(german);
        let said = said.filter(|_| self == Self::German).and_then(|said| Text::try_from(said).ok());
        let said = said.and_then(|said| RespText::new(text.code().cloned(), said).ok());
        said.unwrap_or(text)
    }

    pub(crate) fn say_data(self, data: Data<'static>) -> Data<'static> {
        match data {
            Data::Status(Status { kind, text }) => Data::Status(Status { kind, text: self.say(text) }),
            data => data,
        }
    }
}

impl Service {
    /// What is said from here on is in the first of these languages that there is.
    pub(crate) fn speak(&mut self, Wanted { ranges }: &Wanted<'_>) -> Outcome {
        let tags = if ranges.is_empty() {
            Language::ALL.map(Language::tag).to_vec()
        } else {
            let chosen = ranges.iter().find_map(|range| Language::like(range, self.language));
            self.language = chosen.ok_or(no(Code::Cannot, "that language is not spoken here"))?;
            vec![self.language.tag()]
        };
        let data = NonEmpty::try_from(tags).ok().map(|tags| Data::Language(LanguageData { tags }));
        Ok(ok("done").with(data.into_iter().collect::<Vec<_>>()))
    }
}

fn german(text: &str) -> Option<&'static str> {
    Some(match text {
        "a mailbox cannot go below itself" => "ein Postfach kann nicht unter sich selbst liegen",
        "a mailbox is for one thing only" => "ein Postfach hat nur einen Zweck",
        "a mailbox stays with its owner" => "ein Postfach bleibt bei seinem Eigentümer",
        "a message is text" => "eine Nachricht ist Text",
        "a search with this tag is kept up to date already" => {
            "eine Suche mit dieser Marke wird schon nachgeführt"
        }
        "a batch has 500 messages or more" => "ein Bündel hat mindestens 500 Nachrichten",
        "all keys are new" => "alle Schlüssel sind neu",
        "an empty message cancels" => "eine leere Nachricht bricht ab",
        "another mailbox is for that" => "dafür ist ein anderes Postfach da",
        "appended" => "angefügt",
        "begin DEFLATE now" => "DEFLATE kann beginnen",
        "begin TLS first" => "zuerst TLS beginnen",
        "begin TLS now" => "TLS kann beginnen",
        "broken compression" => "die Kompression ist beschädigt",
        "closed" => "geschlossen",
        "copied" => "kopiert",
        "created" => "angelegt",
        "deleted" => "gelöscht",
        "done" => "erledigt",
        "either PARTIAL or ALL" => "entweder PARTIAL oder ALL",
        "enabled" => "eingeschaltet",
        "expunged" => "entfernt",
        "fetched" => "geholt",
        "flags that are kept" => "Kennzeichen, die bleiben",
        "good bye" => "auf Wiedersehen",
        "how URLs can be authorized" => "womit URLs beglaubigt werden",
        "identifiers are UTF-8" => "Benutzernamen sind UTF-8",
        "idling" => "wartet",
        "log in first" => "zuerst anmelden",
        "made" => "beglaubigt",
        "messages have no NUL in them here" => "Nachrichten enthalten hier kein NUL",
        "more is to be told" => "es gibt noch mehr zu sagen",
        "moved" => "verschoben",
        "names of annotations begin with /private or /shared" => {
            "Namen von Anmerkungen beginnen mit /private oder /shared"
        }
        "nice to meet you" => "sehr erfreut",
        "no further updates" => "nicht weiter nachgeführt",
        "no longer idle" => "wartet nicht mehr",
        "no mailbox can be for that" => "dafür kann kein Postfach da sein",
        "no mailbox can have this name" => "so kann kein Postfach heißen",
        "no message has this number" => "keine Nachricht hat diese Nummer",
        "no message has this UID" => "keine Nachricht hat diese UID",
        "no such filter" => "kein solcher Filter",
        "no such mailbox" => "kein solches Postfach",
        "no such quota root" => "kein solches Kontingent",
        "nobody can act as somebody else" => "niemand kann für jemand anderen handeln",
        "not here" => "hier nicht",
        "noted" => "vermerkt",
        "only an administrator can" => "das kann nur ein Verwalter",
        "only DEFLATE" => "nur DEFLATE",
        "only flags" => "nur Kennzeichen",
        "only the plain data" => "nur die Daten selbst",
        "opened" => "geöffnet",
        "PARTIAL can be asked for once" => "PARTIAL kann nur einmal verlangt werden",
        "PARTIAL needs UID FETCH" => "PARTIAL braucht UID FETCH",
        "QRESYNC is not enabled" => "QRESYNC ist nicht eingeschaltet",
        "ready" => "bereit",
        "RELEVANCY needs FUZZY" => "RELEVANCY braucht FUZZY",
        "renamed" => "umbenannt",
        "replaced" => "ersetzt",
        "saved" => "gemerkt",
        "searched" => "gesucht",
        "searching" => "sucht",
        "select a mailbox first" => "zuerst ein Postfach öffnen",
        "some of these messages are gone" => "manche dieser Nachrichten gibt es nicht mehr",
        "some part has an encoding that is not known here" => "ein Teil ist auf unbekannte Weise kodiert",
        "stored" => "gespeichert",
        "strings are not compared by that here" => "danach werden Zeichenketten hier nicht verglichen",
        "strings are UTF-8 since UTF8=ACCEPT is enabled" => {
            "Zeichenketten sind UTF-8, da UTF8=ACCEPT eingeschaltet ist"
        }
        "subscribed" => "abonniert",
        "that cannot be changed" => "das lässt sich nicht ändern",
        "that cannot be limited here" => "das lässt sich hier nicht begrenzen",
        "that is all" => "das ist alles",
        "that is done already" => "das ist schon geschehen",
        "that is no identifier" => "das ist kein Benutzername",
        "that is not what the mechanism says" => "das entspricht nicht dem Verfahren",
        "that is too much" => "das ist zu viel",
        "that language is not spoken here" => "diese Sprache wird hier nicht gesprochen",
        "that was done for the last messages" => "das ist für die letzten Nachrichten geschehen",
        "the charset is not known here" => "der Zeichensatz ist hier nicht bekannt",
        "the filters are too long together" => "die Filter sind zusammen zu lang",
        "the first unseen" => "die erste ungelesene",
        "the highest mod-sequence" => "die höchste Änderungsnummer",
        "the identifier is too long" => "der Benutzername ist zu lang",
        "the key is new" => "der Schlüssel ist neu",
        "the lower number comes first" => "die kleinere Zahl steht zuerst",
        "the list has too many entries" => "die Liste hat zu viele Einträge",
        "the mailbox before" => "das Postfach davor",
        "the mailbox is open read-only" => "das Postfach ist nur zum Lesen offen",
        "the mailbox, whatever its name" => "das Postfach, wie es auch heißt",
        "the message is gone" => "die Nachricht gibt es nicht mehr",
        "the message is too long" => "die Nachricht ist zu lang",
        "the name is not encoded as names are" => "der Name ist nicht wie ein Name kodiert",
        "the name of the annotation has too few components" => "der Name der Anmerkung hat zu wenige Teile",
        "the name of the annotation is too long" => "der Name der Anmerkung ist zu lang",
        "the new message is there" => "die neue Nachricht ist da",
        "the next UID" => "die nächste UID",
        "the results will not be kept up to date" => "die Ergebnisse werden nicht nachgeführt",
        "the server ends" => "der Server endet",
        "the URL has to say who may use it, and nothing behind it" => {
            "die URL muss sagen, wer sie nutzen darf, und nichts danach"
        }
        "the URL is about another server" => "die URL gehört zu einem anderen Server",
        "the URL is not about your mailboxes" => "die URL führt nicht zu eigenen Postfächern",
        "the URL leads to no message" => "die URL führt zu keiner Nachricht",
        "the URL leads to no message here" => "die URL führt hier zu keiner Nachricht",
        "the URL names no server" => "die URL nennt keinen Server",
        "the value is too long" => "der Wert ist zu lang",
        "the value of a filter is search keys" => "der Wert eines Filters sind Suchkriterien",
        "there are mailboxes below this name, and none of this name" => {
            "unter diesem Namen gibt es Postfächer, aber keines mit diesem Namen"
        }
        "the message has too many parts, or too long headers" => {
            "die Nachricht hat zu viele Teile oder zu lange Kopfzeilen"
        }
        "the patterns are too many, or too long" => "es sind zu viele oder zu lange Muster",
        "that is too much for one command" => "das ist zu viel für einen Befehl",
        "too long not logged in" => "zu lange nicht angemeldet",
        "these are too many search keys" => "das sind zu viele Suchbegriffe",
        "the messages have too much to be sorted by" => "die Nachrichten haben zu viel, wonach zu ordnen ist",
        "the mailbox has no UIDs left" => "das Postfach hat keine UIDs mehr",
        "there are no random numbers" => "es gibt keine Zufallszahlen",
        "there are no such events here" => "solche Ereignisse gibt es hier nicht",
        "there are too many keywords" => "es gibt zu viele Schlüsselwörter",
        "there are too many subscriptions" => "es sind zu viele Abonnements",
        "there are too many mailboxes to be told of" => "es sind zu viele Postfächer zu melden",
        "there is always an inbox" => "einen Posteingang gibt es immer",
        "there is no message" => "es gibt keine Nachricht",
        "there is no room for that" => "dafür ist kein Platz",
        "there is no such mailbox" => "ein solches Postfach gibt es nicht",
        "there is no such right" => "ein solches Recht gibt es nicht",
        "there is only something below this name" => "es gibt nur etwas unter diesem Namen",
        "there is such a mailbox" => "ein solches Postfach gibt es schon",
        "these are too many messages for one command" => "das sind zu viele Nachrichten für einen Befehl",
        "too long silent" => "zu lange still",
        "too many annotations" => "zu viele Anmerkungen",
        "UIDs are valid" => "UIDs sind gültig",
        "unknown algorithm" => "unbekanntes Verfahren",
        "unknown extension" => "unbekannte Erweiterung",
        "unknown item" => "unbekannte Angabe",
        "unknown mechanism" => "unbekanntes Verfahren",
        "unknown modifier" => "unbekannter Zusatz",
        "unknown option" => "unbekannte Option",
        "unknown parameter" => "unbekannter Parameter",
        "unknown search key" => "unbekanntes Suchkriterium",
        "unknown sort key" => "unbekanntes Sortierkriterium",
        "unknown status item" => "unbekannte Statusangabe",
        "unsubscribed" => "abbestellt",
        "URLs of this mailbox have to be made anew" => "URLs dieses Postfachs müssen neu beglaubigt werden",
        "welcome" => "willkommen",
        "what mailboxes are for is said by their owner" => "wozu Postfächer da sind, sagt ihr Eigentümer",
        "wrong name or password" => "Name oder Passwort ist falsch",
        "you are nobody now" => "nun ist niemand angemeldet",
        "you have no right to do that" => "dazu fehlt das Recht",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// By these the server says something: what stands between quotation marks in their parentheses.
    const SAYING: [&str; 7] = ["ok(", "no(", "bad(", "told(", "bye(", "resp_text(", "text: "];

    /// The texts in the parentheses that were opened before, but for those in others.
    fn texts(source: &str) -> Vec<String> {
        let (mut texts, mut depth, mut rest) = (Vec::new(), 0, source.chars());
        while let Some(c) = rest.next() {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth == 0 => break,
                ')' | ']' | '}' => depth -= 1,
                '"' => {
                    let text: String = rest.by_ref().take_while(|&c| c != '"').collect();
                    if depth == 0 {
                        texts.push(text);
                    }
                }
                ';' if depth == 0 => break,
                _ => {}
            }
        }
        texts
    }

    /// All that is said in a file, its tests left aside.
    fn said(source: &str) -> Vec<String> {
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let mut said = Vec::new();
        for word in SAYING {
            for (at, _) in source.match_indices(word) {
                let is_part = |c: char| c.is_alphanumeric() || c == '_';
                if !source[..at].ends_with(is_part) {
                    let arguments = texts(&source[at + word.len()..]);
                    said.extend(if word.ends_with('(') {
                        arguments
                    } else {
                        arguments.into_iter().take(1).collect()
                    });
                }
            }
        }
        said
    }

    #[test]
    fn whatever_is_said_can_be_said_in_german() {
        let mut all = BTreeSet::new();
        for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                all.extend(said(&std::fs::read_to_string(path).unwrap()));
            }
        }
        assert!(all.len() > 120 && all.contains("the next UID") && all.contains("stored"), "{}", all.len());
        let missing: Vec<_> = all.iter().filter(|text| german(text).is_none()).collect();
        assert!(missing.is_empty(), "{} of {}: {missing:#?}", missing.len(), all.len());
    }
}
