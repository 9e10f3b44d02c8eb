# Ends after its answer.
misbehave() {
  answer
  exit 0
}
. "${0%/*}/testee.sh"
