//! What stands behind a name: the arguments of a command, and what untagged data holds.
//!
//! The grammar's rules are functions, named by the RFC. One row beside them says that they are those of a command or of
//! data, `arguments!` or `payload!`: what the lists of imap-types name and has no such row does not compile.

use alloc::boxed::Box;

use imap_types::number::Numbering;

use crate::context::{Context, Parsed};
use crate::encoder::Encoder;

/// The arguments of a command, from the end of its name to the end of its line.
pub(crate) trait Arguments<'a>: Sized {
    /// Reads them; `numbering` says whether `UID` stands before the name.
    fn read_arguments(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, Self>;

    /// Writes them.
    fn write_arguments(&self, out: &mut Encoder<'_>);
}

/// What untagged data holds, up to the end of its line.
pub(crate) trait Payload<'a>: Sized {
    /// Whether it begins behind the space after the name, not where the name ends.
    const BEHIND_SPACE: bool;

    /// Reads it.
    fn read_payload(cx: &Context, input: &'a [u8]) -> Parsed<'a, Self>;

    /// Writes it.
    fn write_payload(&self, out: &mut Encoder<'_>);
}

impl<'a, T: Arguments<'a>> Arguments<'a> for Box<T> {
    fn read_arguments(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, Self> {
        let (input, arguments) = T::read_arguments(cx, input, numbering)?;
        Ok((input, Self::new(arguments)))
    }

    fn write_arguments(&self, out: &mut Encoder<'_>) {
        T::write_arguments(self, out);
    }
}

impl<'a, T: Payload<'a>> Payload<'a> for Box<T> {
    const BEHIND_SPACE: bool = T::BEHIND_SPACE;

    fn read_payload(cx: &Context, input: &'a [u8]) -> Parsed<'a, Self> {
        let (input, payload) = T::read_payload(cx, input)?;
        Ok((input, Self::new(payload)))
    }

    fn write_payload(&self, out: &mut Encoder<'_>) {
        T::write_payload(self, out);
    }
}

/// Names the reader and the writer of a command's arguments: `arguments!(GetQuota<'a>: getquota, write_getquota);`, with
/// `SP` before the reader where the rule begins behind the space, and `by numbering` after it where it asks for that.
macro_rules! arguments {
    ($Value:ty: SP $read:ident, $write:ident) => {
        $crate::grammar::named::arguments!(@impl $Value, |cx, input, _numbering| {
            let (input, ()) = $crate::grammar::lexical::sp(cx, input)?;
            $read(cx, input)
        }, |this, out| {
            out.byte(b' ');
            $write(out, this);
        });
    };
    ($Value:ty: $read:ident by numbering, $write:ident) => {
        $crate::grammar::named::arguments!(@impl $Value,
            |cx, input, numbering| $read(cx, input, numbering), |this, out| $write(out, this));
    };
    ($Value:ty: $read:ident, $write:ident) => {
        $crate::grammar::named::arguments!(@impl $Value,
            |cx, input, _numbering| $read(cx, input), |this, out| $write(out, this));
    };
    (@impl $Value:ty, |$cx:ident, $input:ident, $numbering:ident| $read:expr, |$this:ident, $out:ident| $write:expr) => {
        impl<'a> $crate::grammar::named::Arguments<'a> for $Value {
            #[inline]
            fn read_arguments(
                $cx: &$crate::context::Context,
                $input: &'a [u8],
                $numbering: imap_types::number::Numbering,
            ) -> $crate::context::Parsed<'a, Self> {
                $read
            }

            #[inline]
            fn write_arguments(&self, $out: &mut $crate::encoder::Encoder<'_>) {
                let $this = self;
                $write
            }
        }
    };
}

/// Names the reader and the writer of what data holds, as [`arguments!`] does for commands. The space of those with `SP`
/// is read and written in one place for all of them.
macro_rules! payload {
    ($Value:ty: SP $read:ident, $write:ident) => {
        $crate::grammar::named::payload!(@impl $Value, true, $read, $write);
    };
    ($Value:ty: $read:ident, $write:ident) => {
        $crate::grammar::named::payload!(@impl $Value, false, $read, $write);
    };
    (@impl $Value:ty, $behind_space:literal, $read:ident, $write:ident) => {
        impl<'a> $crate::grammar::named::Payload<'a> for $Value {
            const BEHIND_SPACE: bool = $behind_space;

            #[inline]
            fn read_payload(
                cx: &$crate::context::Context,
                input: &'a [u8],
            ) -> $crate::context::Parsed<'a, Self> {
                $read(cx, input)
            }

            #[inline]
            fn write_payload(&self, out: &mut $crate::encoder::Encoder<'_>) {
                $write(out, self);
            }
        }
    };
}

pub(crate) use {arguments, payload};

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use imap_types::command::CommandBody;
    use imap_types::response::{Data, Response};

    use crate::{decode_command, decode_response, encode_command, encode_response};

    #[test]
    fn each_command_is_known_and_written_as_it_was_read() {
        for line in [
            "RLIST \"\" \"%\"",
            "RLSUB \"\" \"%\"",
            "XLIST \"\" \"*\"",
            "GETQUOTA \"\"",
            "GETQUOTAROOT INBOX",
            "SETQUOTA \"\" (STORAGE 512)",
            "SETACL INBOX Fred +lr",
            "DELETEACL INBOX -Fred",
            "GETACL INBOX",
            "LISTRIGHTS INBOX smith",
            "MYRIGHTS INBOX",
            "GETMETADATA (DEPTH 1) INBOX /shared/comment",
            "SETMETADATA INBOX (/shared/comment NIL)",
            "GETANNOTATION INBOX \"/comment\" \"value.priv\"",
            "SETANNOTATION INBOX \"/comment\" (\"value.priv\" NIL)",
            "NOTIFY NONE",
            "LANGUAGE DE",
            "COMPARATOR i;basic",
            "XAPPLEPUSHSERVICE aps-version \"2\"",
            "GETJMAPACCESS",
            "CONVERSIONS \"image/gif\" \"*\"",
            "GENURLAUTH imap://joe@example.com/INBOX/;UID=20;URLAUTH=anonymous INTERNAL",
            "RESETKEY",
            "URLFETCH /INBOX/;UID=20",
        ] {
            let wire = alloc::format!("a {line}\r\n");
            let command = decode_command(wire.as_bytes()).unwrap();
            assert!(!matches!(command.body, CommandBody::Other(_)), "{line}");
            assert!(line.starts_with(&*command.body.name()), "{line}");
            let mut out = Vec::new();
            encode_command(&command, &mut out, &mut Vec::new());
            assert_eq!(core::str::from_utf8(&out), Ok(&*wire));
            assert_eq!(
                decode_command(wire.to_lowercase().as_bytes()).unwrap().body.name(),
                command.body.name()
            );
            // Not with UID before them.
            assert!(decode_command(alloc::format!("a UID {line}\r\n").as_bytes()).is_err(), "{line}");
        }
    }

    #[test]
    fn each_data_is_known_and_written_as_it_was_read() {
        for line in [
            "XLIST (\\Inbox) \"/\" INBOX",
            "QUOTA \"\" (STORAGE 10 512)",
            "QUOTAROOT INBOX \"\"",
            "ACL INBOX Fred lr",
            "LISTRIGHTS INBOX smith la r",
            "MYRIGHTS INBOX lr",
            "METADATA \"\" (/shared/comment \"My comment\")",
            "METADATA \"\" /shared/comment",
            "ANNOTATION INBOX \"/comment\" (\"value.priv\" NIL)",
            "LANGUAGE (EN DE)",
            "COMPARATOR i;basic",
            "JMAPACCESS \"https://example.com/.well-known/jmap\"",
            "CONVERSION \"image/gif\" \"image/png\" (pix-x)",
            "XAPPLEPUSHSERVICE aps-version \"2\"",
            "NO [NEWNAME \"old\" \"a b\"] renamed",
            "OK [INPROGRESS (\"a7\" 175 NIL)] wait",
            "NO [MESSAGELIMIT 1000 20001] too many",
            "NO [METADATA MAXSIZE 1024] too long",
            "NO [BADEVENT (MessageNew FlagChange)] no such event",
            "NO [MAXCONVERTPARTS 1] one by one",
            "CAPABILITY RIGHTS=kxte QUOTA=RES-STORAGE I18NLEVEL=2 MESSAGELIMIT=1000 QUOTA NOTIFY",
        ] {
            let wire = alloc::format!("* {line}\r\n");
            let response = decode_response(wire.as_bytes()).unwrap();
            assert!(!matches!(&response, Response::Data(Data::Other(_))), "{line}");
            if let Response::Data(Data::Status(status)) = &response {
                assert!(status.text.code().is_some_and(|code| code.kind().is_some()), "{line}");
            }
            let mut out = Vec::new();
            encode_response(&response, &mut out);
            assert_eq!(core::str::from_utf8(&out), Ok(&*wire));
        }
    }
}
