# Closes its input, and answers once more.
misbehave() {
  exec <&-
  answer
  sleep 1000
}
. "${0%/*}/testee.sh"
