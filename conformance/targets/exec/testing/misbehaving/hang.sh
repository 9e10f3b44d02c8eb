# Gives no answer, and lets a child wait with it.
misbehave() {
  sleep 1000
}
. "${0%/*}/testee.sh"
