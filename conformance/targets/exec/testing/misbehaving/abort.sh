# Ends with an exit code and words on stderr.
misbehave() {
  echo "assertion failed: pages <= 128" >&2
  exit 3
}
. "${0%/*}/testee.sh"
