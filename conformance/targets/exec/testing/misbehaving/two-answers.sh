# Answers twice.
misbehave() {
  answer
  answer
}
. "${0%/*}/testee.sh"
