# Dies by a signal; a child lives on and holds stdout open.
misbehave() {
  echo "page 3 is not there" >&2
  sleep 1000 &
  kill -SEGV $$
}
. "${0%/*}/testee.sh"
