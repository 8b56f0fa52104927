//! Against Dovecot, where there is one.

use super::*;

/// Where Dovecot is, and its user's URL in the clear, by STARTTLS and over TLS.
fn dovecot() -> [String; 3] {
    let variable = |name| env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let (plain, tls) = (variable("INTEROP_DOVECOT"), variable("INTEROP_DOVECOT_TLS"));
    let ca = variable("INTEROP_CERTIFICATE");
    [
        format!("imap://alice@{plain}"),
        format!("--starttls --ca {ca} imap://alice@{plain}"),
        format!("--ca {ca} imaps://alice@{tls}"),
    ]
}

#[test]
#[ignore = "needs Dovecot: imap-fsm/tests/interop/run starts it"]
fn dovecot_gives_what_it_was_given() {
    let text: String = (0..100_000).map(|number| format!("{number} )\r\na3 OK {{5}}\r\n")).collect();
    let text =
        format!("From: Alice <alice@example.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n{text}");
    let mailbox = format!("std_client-{}", process::id());
    let [plain, ..] = dovecot();
    let password = Secret::new("pass".to_string());
    let mut desk =
        log_in(&arguments(&plain), &password, Notes::new(Box::new(Shared::default()), false)).unwrap();
    let message = AppendMessage::new(AString::try_from(text.as_str()).unwrap());
    let create = CommandBody::Create { mailbox: mailbox.as_str().try_into().unwrap(), params: vec![] };
    let delete = CommandBody::Delete { mailbox: mailbox.as_str().try_into().unwrap() };
    for command in [create, CommandBody::append(mailbox.as_str(), message).unwrap()] {
        desk.command(&command, |_| Ok(())).unwrap();
    }

    let saved = Temporary::new("dovecot");
    for line in dovecot() {
        for auth in ["login", "plain", "scram-sha-256"] {
            let line = format!("--auth {auth} {line}");
            let out = execute(&arguments(&line), "pass").out();
            assert!(out.contains(&format!("       1        1  {mailbox}\n")), "{line}: {out}");

            let out = execute(&arguments(&format!("--search needless {line}/{mailbox}")), "pass").out();
            assert_eq!(out.lines().count(), 1, "{line}: {out}");
            let out = execute(&arguments(&format!("--search 99999 {line}/{mailbox}")), "pass").out();
            assert!(out.contains("  Alice                       2.0M  Gr\u{fc}\u{df}e  "), "{line}: {out}");

            let line = format!("--save 1 {} {line}/{mailbox}", saved.0.display());
            let _ = execute(&arguments(&line), "pass").out();
            assert!(fs::read(&saved.0).unwrap() == text.as_bytes(), "{line}");
            fs::remove_file(&saved.0).unwrap();

            assert_eq!(execute(&arguments(&line), "wrong").failure().0, 4, "{line}");
        }
    }
    desk.command(&delete, |_| Ok(())).unwrap();
    desk.log_out().unwrap();
}

#[test]
#[ignore = "needs Dovecot: imap-fsm/tests/interop/run starts it"]
fn dovecot_tells_what_comes_while_we_watch() {
    let mailbox = format!("std_client-watch-{}", process::id());
    let [plain, ..] = dovecot();
    let password = Secret::new("pass".to_string());
    let mut desk =
        log_in(&arguments(&plain), &password, Notes::new(Box::new(Shared::default()), false)).unwrap();
    let name = || mailbox.as_str().try_into().unwrap();
    desk.command(&CommandBody::Create { mailbox: name(), params: vec![] }, |_| Ok(())).unwrap();

    let mut watch = arguments(&format!("--trace --watch {plain}/{mailbox}"));
    watch.idle = Duration::from_secs(2);
    let (out, notes) = (Shared::default(), Shared::default());
    let (mut told, traced) = (out.clone(), notes.clone());
    // It ends with the program.
    thread::spawn(move || run(&watch, &password, &mut told, &|| Box::new(traced.clone())));
    let wait_for = |what: &str, shown: &dyn Fn() -> bool| {
        let begin = Instant::now();
        while !shown() {
            assert!(begin.elapsed() < Duration::from_secs(120), "{what} has not come");
            thread::sleep(Duration::from_millis(20));
        }
    };
    let idles =
        || notes.text().lines().filter(|line| line.starts_with("C: ") && line.ends_with(" IDLE")).count();
    wait_for("the mailbox", &|| out.text().contains("0 messages\n"));
    for subject in ["first", "second"] {
        let message = AString::try_from(format!("Subject: {subject}\r\n\r\n")).unwrap();
        let append = CommandBody::append(mailbox.as_str(), AppendMessage::new(message)).unwrap();
        desk.command(&append, |_| Ok(())).unwrap();
        wait_for(subject, &|| out.text().contains(subject));
        // The next one comes in an IDLE that follows one without news.
        let before = idles();
        wait_for("another IDLE", &|| idles() >= before + 2);
    }
    desk.command(&CommandBody::Delete { mailbox: name() }, |_| Ok(())).unwrap();
    desk.log_out().unwrap();
}
