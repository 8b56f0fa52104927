"""NeoMutt."""

from clients import mutt


def run(server, step):
    # NeoMutt 20220429 takes the root of a server for a directory here.
    mutt.walk("neomutt", server, step, browses=False)
