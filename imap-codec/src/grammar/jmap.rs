//! JMAPACCESS. [RFC 9698 §4](https://www.rfc-editor.org/rfc/rfc9698#section-4)

use imap_types::jmap::JmapAccess;

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::Encoder;
use crate::grammar::named::payload;
use crate::grammar::seldom::string;
use crate::rule::Rule;

payload!(JmapAccess<'a>: SP resp_jmapaccess, write_resp_jmapaccess);

/// After `JMAPACCESS SP`: `quoted`
pub(crate) fn resp_jmapaccess<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, JmapAccess<'a>> {
    if !input.starts_with(b"\"") {
        return expected(input, Rule::Quoted);
    }
    let (rest, url) = string(cx, input)?;
    match JmapAccess::try_from(url.into_bytes()) {
        Ok(url) => Ok((rest, url)),
        Err(error) => refused(input, error),
    }
}

/// Writes `quoted`.
pub(crate) fn write_resp_jmapaccess(out: &mut Encoder<'_>, url: &JmapAccess<'_>) {
    out.quoted(url.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, rejects};

    #[test]
    fn urls_both_ways() {
        let url = |url| JmapAccess::try_from(url).unwrap();
        both_ways(
            resp_jmapaccess,
            write_resp_jmapaccess,
            &[
                ("\"https://example.com/.well-known/jmap\"", url("https://example.com/.well-known/jmap")),
                ("\"\"", url("")),
            ],
        );
        rejects(resp_jmapaccess, &[("a", 0, "quoted"), ("{1}\r\na", 0, "quoted")]);
    }
}
