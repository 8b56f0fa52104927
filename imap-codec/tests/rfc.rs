//! Every wire example that the RFCs print, strictly: decoded, encoded in each spelling, and decoded again.

mod common;

use common::{Side, Value, examples, files, frame};
use imap_codec::{DecodeError, Decoder, Quirk, decode_response};
use imap_types::response::{Data, RespText, Response};
use imap_types::url::ImapUrl;

/// What strict mode makes of a message of the client or the server. `is_data`: it is a line of AUTHENTICATE or IDLE.
fn strictly(side: Side, is_data: bool, message: &[u8]) -> Result<Value<'_>, DecodeError> {
    let mut decoder = Decoder::new().strict(true);
    let value = match (side, is_data) {
        (Side::Server, _) => Value::Response(decoder.response(message)?),
        (Side::Client, false) => Value::Command(decoder.command(message)?),
        (Side::Client, true) if message == b"DONE\r\n" => decoder.idle_done(message).map(|()| Value::Done)?,
        (Side::Client, true) => Value::AuthenticateData(decoder.authenticate_data(message)?),
    };
    assert!(decoder.quirks().is_empty(), "strict mode tolerates nothing");
    Ok(value)
}

#[test]
fn every_example_survives_decoding_and_encoding_in_strict_mode() {
    let mut failures = Vec::new();
    let mut count = 0;
    for (name, text) in files("rfc", &["txt"]) {
        let examples = examples(core::str::from_utf8(&text).unwrap());
        for (side, stream) in [(Side::Server, &examples.server), (Side::Client, &examples.client)] {
            let framed = frame(side, &stream.bytes);
            assert!(framed.rest.is_empty(), "{name}: {side:?} ends with {}", framed.rest.escape_ascii());
            for (offset, message) in framed.messages {
                count += 1;
                let (line, is_data) = stream.line_at(offset);
                let shown = message.escape_ascii();
                match strictly(side, is_data, message) {
                    Ok(value) => match value.round_trip() {
                        Ok(quirks) if quirks.is_empty() => {}
                        Ok(quirks) => failures.push(format!("{name}:{line}: {shown}: writes {quirks:?}")),
                        Err(error) => failures.push(format!("{name}:{line}: {error}")),
                    },
                    Err(error) => failures.push(format!("{name}:{line}: {error}: {shown}")),
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} of {count}:\n{}", failures.len(), failures.join("\n"));
    assert!(count > 1000, "the examples are gone: {count}");
}

/// The code and the text of a status response.
fn resp_text<'r, 'a>(response: &'r Response<'a>) -> Option<&'r RespText<'a>> {
    match response {
        Response::Tagged(tagged) => Some(&tagged.text),
        Response::Data(Data::Status(status)) => Some(&status.text),
        _ => None,
    }
}

#[test]
fn what_an_rfc_prints_against_its_grammar_is_a_quirk() {
    let mut count = 0;
    for (name, text) in files("rfc", &["txt"]) {
        for (line, message) in examples(core::str::from_utf8(&text).unwrap()).lenient {
            count += 1;
            let place = format!("{name}:{line}: {message:?}");
            let mut decoder = Decoder::new();
            let lenient = decoder.response(message.as_bytes()).expect(&place);
            assert!(!decoder.quirks().is_empty(), "{place}");
            match Decoder::new().strict(true).response(message.as_bytes()) {
                Err(error) => {
                    let quirk = decoder.quirks()[0];
                    // What is kept although it is malformed: strict mode tells what is wrong in it.
                    let kept = quirk.quirk == Quirk::MalformedCode;
                    let rule = if kept { "nz-number" } else { quirk.quirk.rule() };
                    assert_eq!(
                        (error.offset, error.expected),
                        (quirk.offset + usize::from(kept), rule),
                        "{place}"
                    );
                }
                // By the grammar a code without text after it is text.
                Ok(strict) => {
                    let lenient = resp_text(&lenient).expect(&place);
                    assert!(lenient.code().is_some() && lenient.text().as_bytes().is_empty(), "{place}");
                    assert!(resp_text(&strict).is_some_and(|text| text.code().is_none()), "{place}");
                }
            }
        }
    }
    assert_eq!(count, 51);
}

#[test]
fn every_url_is_taken_apart_printed_and_resolved() {
    let (mut urls, mut references) = (0, 0);
    for (name, text) in files("rfc", &["txt"]) {
        let examples = examples(core::str::from_utf8(&text).unwrap());
        urls += examples.urls.len();
        for (line, url) in examples.urls {
            let read = ImapUrl::try_from(&*url).unwrap_or_else(|error| panic!("{name}:{line}: {error}"));
            assert!(read.is_absolute() && read.server().is_some(), "{name}:{line}: {url}");
            assert_eq!(read.to_string(), url, "{name}:{line}");
        }
        references += examples.references.len();
        for (line, [base, reference, resolved]) in examples.references {
            let place = format!("{name}:{line}: {reference}");
            let [base, reference, resolved] =
                [&base, &reference, &resolved].map(|url| ImapUrl::try_from(&**url).expect(&place));
            assert_eq!(base.resolve(&reference).expect(&place), resolved, "{place}");
        }
    }
    assert_eq!((urls, references), (8, 5));
}

/// The list of what is not read grows only together with the reasons in the README.
#[test]
fn no_more_examples_are_skipped_than_the_readme_explains() {
    let readme = include_str!("rfc/README.md");
    let words: Vec<_> = readme.split_whitespace().collect();
    let told = words.windows(3).find(|words| words[1..] == ["lines", "altogether."]).expect("the number")[0];
    let examples =
        files("rfc", &["txt"]).into_iter().map(|(_, text)| examples(core::str::from_utf8(&text).unwrap()));
    let skipped: usize = examples.map(|examples| examples.skipped).sum();
    assert_eq!(skipped.to_string(), told);
}

#[test]
fn examples_keep_their_literals() {
    let text = "## an example\n# a remark\nC: a LOGIN {3}\nC> foo\nC:  {4}\nC| ab\nC:\nS: + \n!S: x\n~S: +\nC= DONE\n";
    let examples = examples(text);
    assert_eq!(examples.client.bytes, b"a LOGIN {3}\r\nfoo {4}\r\nab\r\n\r\nDONE\r\n");
    let messages = frame(Side::Client, &examples.client.bytes).messages;
    assert_eq!(messages.len(), 2);
    assert_eq!(
        messages.iter().map(|m| examples.client.line_at(m.0)).collect::<Vec<_>>(),
        [(3, false), (11, true)]
    );
    assert_eq!(decode_response(&examples.server.bytes).ok(), decode_response(b"+ \r\n").ok());
    assert_eq!((examples.skipped, examples.lenient), (1, vec![(10, "+\r\n".into())]));
}
