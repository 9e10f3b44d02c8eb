;; What a packet's offset[] needs done to all of it, 64 bytes a turn. `kernel.ts` has it in bytes.
(module
  (memory (export "memory") 1)

  ;; Turns each u64 of [at, end) around. (end - at) is a multiple of 64, and not 0.
  (func (export "swap") (param $at i32) (param $end i32)
    (local $turned v128)
    (local.set $turned (v128.const i8x16 7 6 5 4 3 2 1 0 15 14 13 12 11 10 9 8))
    (loop $next
      (v128.store (local.get $at)
        (i8x16.swizzle (v128.load (local.get $at)) (local.get $turned)))
      (v128.store offset=16 (local.get $at)
        (i8x16.swizzle (v128.load offset=16 (local.get $at)) (local.get $turned)))
      (v128.store offset=32 (local.get $at)
        (i8x16.swizzle (v128.load offset=32 (local.get $at)) (local.get $turned)))
      (v128.store offset=48 (local.get $at)
        (i8x16.swizzle (v128.load offset=48 (local.get $at)) (local.get $turned)))
      (br_if $next
        (i32.lt_u
          (local.tee $at (i32.add (local.get $at) (i32.const 64)))
          (local.get $end)))))

  ;; Not 0 when some u64 of [at, end) is above max, which is below 2^53. (end - at) as before.
  ;; None is where all of them or'ed are not; otherwise a value is above where its own top bit is set, or that of
  ;; max - value.
  (func (export "above") (param $at i32) (param $end i32) (param $max f64) (result i32)
    (local $next i32) (local $both i64) (local $all v128) (local $most v128) (local $value v128) (local $bad v128)
    (local.set $next (local.get $at))
    (loop $or
      (local.set $all (v128.or (local.get $all)
        (v128.or
          (v128.or (v128.load (local.get $next)) (v128.load offset=16 (local.get $next)))
          (v128.or (v128.load offset=32 (local.get $next)) (v128.load offset=48 (local.get $next))))))
      (br_if $or
        (i32.lt_u
          (local.tee $next (i32.add (local.get $next) (i32.const 64)))
          (local.get $end))))
    (local.set $both
      (i64.or (i64x2.extract_lane 0 (local.get $all)) (i64x2.extract_lane 1 (local.get $all))))
    (if (i32.and
        (i64.ge_s (local.get $both) (i64.const 0))
        (f64.le (f64.convert_i64_s (local.get $both)) (local.get $max)))
      (then (return (i32.const 0))))
    (local.set $most (i64x2.splat (i64.trunc_f64_u (local.get $max))))
    (loop $look
      (local.set $value (v128.load (local.get $at)))
      (local.set $bad (v128.or (local.get $bad)
        (v128.or (local.get $value) (i64x2.sub (local.get $most) (local.get $value)))))
      (br_if $look
        (i32.lt_u
          (local.tee $at (i32.add (local.get $at) (i32.const 16)))
          (local.get $end))))
    (i64x2.bitmask (local.get $bad))))
