# Leaves one child in its process group, and one in a session of its own.
misbehave() {
  sleep 1000 &
  setsid sleep 1000 &
  answer
}
. "${0%/*}/testee.sh"
