//! DEFLATE below the conversation.

use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::response::Condition;

use crate::connection::Connection;
use crate::server::{Outcome, Server, Step};
use crate::stream::Stream;

pub(crate) const STEPS: &[Step] =
    &[("COMPRESS DEFLATE", compress), ("COMPRESS DEFLATE over TLS", compress_tls)];

fn compress(server: &Server) -> Outcome {
    server.offers(&[Capability::CompressDeflate])?;
    talk(server, server.log_in(), "compress")
}

fn compress_tls(server: &Server) -> Outcome {
    server.offers(&[Capability::CompressDeflate])?;
    let mut connection = server.connect_tls()?;
    server.log_into(&mut connection, "alice");
    talk(server, connection, "compress-tls")
}

fn talk(server: &Server, mut connection: Connection, name: &str) -> Outcome {
    let name = &server.mailbox(name);
    connection.upgrade("COMPRESS DEFLATE", Stream::deflate);
    let answer = connection.run("COMPRESS DEFLATE");
    server.deviates("COMPRESS again is BAD, not NO (RFC 4978 §3)", answer.tagged.condition == Condition::Bad);
    assert_ne!(answer.tagged.condition, Condition::Ok);
    assert_eq!(answer.code(), Some(&Code::CompressionActive));
    connection.ok(format!("CREATE {name}"));
    connection.ok(format!("SELECT {name}"));
    let message = ["Subject: long\r\n\r\n", &"All work and no play.\r\n".repeat(50_000)].concat();
    let uid = connection.append(name, "", message.as_bytes());
    assert!(connection.ok(format!("UID FETCH {uid} BODY[]")).message().text() == message.as_bytes());
    connection.agree();
    Ok(())
}
