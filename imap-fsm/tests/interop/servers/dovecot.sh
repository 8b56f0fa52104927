# Dovecot 2.3. Debian's user `mail` owns the mail, so that no account has to be made.

dovecot_start() {
    local dir=$1 port tls_port
    needs dovecot-imapd openssl || return
    port=$(free_port) tls_port=$(free_port)
    mkdir -p "$dir"/mail/{alice,odd,small}
    chown -R mail:mail "$dir/mail"
    certificate "$dir" || return
    cp "$here/servers/dovecot.passwd" "$dir/passwd"
    filled dovecot.conf "DIR=$dir" "PORT=$port" "TLS_PORT=$tls_port" >"$dir/dovecot.conf"
    serve "$port $tls_port" dovecot -F -c "$dir/dovecot.conf" || return
    export INTEROP_DOVECOT=127.0.0.1:$port INTEROP_DOVECOT_TLS=127.0.0.1:$tls_port INTEROP_CERTIFICATE=$dir/cert.pem
}
