# Ends as if all were well, without an answer.
misbehave() {
  exit 0
}
. "${0%/*}/testee.sh"
