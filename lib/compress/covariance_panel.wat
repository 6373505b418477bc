;; The inner loops of covariance_product.ts, in float64 with two lanes. Assembled into
;; covariance_panel_wasm.ts by `deno run --allow-read --allow-write tests/support/assemble_wat.ts`.
(module
  (memory (export "memory") 1)

  ;; Subtracts the mean from four rows. $size: bytes of a row, a multiple of 16; rows follow each other.
  (func (export "center") (param $rows i32) (param $mean i32) (param $size i32)
    (local $j i32) (local $p i32) (local $m v128)
    (loop $next
      (local.set $m (v128.load (i32.add (local.get $mean) (local.get $j))))
      (local.set $p (i32.add (local.get $rows) (local.get $j)))
      (v128.store (local.get $p) (f64x2.sub (v128.load (local.get $p)) (local.get $m)))
      (local.set $p (i32.add (local.get $p) (local.get $size)))
      (v128.store (local.get $p) (f64x2.sub (v128.load (local.get $p)) (local.get $m)))
      (local.set $p (i32.add (local.get $p) (local.get $size)))
      (v128.store (local.get $p) (f64x2.sub (v128.load (local.get $p)) (local.get $m)))
      (local.set $p (i32.add (local.get $p) (local.get $size)))
      (v128.store (local.get $p) (f64x2.sub (v128.load (local.get $p)) (local.get $m)))
      (local.set $j (i32.add (local.get $j) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $j) (local.get $size)))))

  ;; sums += x (x^T v) for four rows x and a panel of four vectors v. $size: bytes of a row, as above.
  ;; Coordinate j of the four vectors is at $vectors + 32 j, and alike in $sums. A lane belongs to one
  ;; vector, so that every sum runs over coordinates and rows in the order of a plain loop.
  (func (export "addPanel")
    (param $rows i32) (param $vectors i32) (param $sums i32) (param $size i32)
    (local $j i32) (local $p i32) (local $x v128) (local $v0 v128) (local $v1 v128)
    (local $a00 v128) (local $a01 v128) (local $a10 v128) (local $a11 v128)
    (local $a20 v128) (local $a21 v128) (local $a30 v128) (local $a31 v128)
    (local $row1 i32) (local $row2 i32) (local $row3 i32)
    (local.set $row1 (i32.add (local.get $rows) (local.get $size)))
    (local.set $row2 (i32.add (local.get $row1) (local.get $size)))
    (local.set $row3 (i32.add (local.get $row2) (local.get $size)))
    ;; a = x^T v
    (local.set $p (local.get $vectors))
    (loop $dot
      (local.set $v0 (v128.load (local.get $p)))
      (local.set $v1 (v128.load offset=16 (local.get $p)))
      (local.set $x (v128.load64_splat (i32.add (local.get $rows) (local.get $j))))
      (local.set $a00
        (f64x2.add (local.get $a00) (f64x2.mul (local.get $x) (local.get $v0))))
      (local.set $a01
        (f64x2.add (local.get $a01) (f64x2.mul (local.get $x) (local.get $v1))))
      (local.set $x (v128.load64_splat (i32.add (local.get $row1) (local.get $j))))
      (local.set $a10
        (f64x2.add (local.get $a10) (f64x2.mul (local.get $x) (local.get $v0))))
      (local.set $a11
        (f64x2.add (local.get $a11) (f64x2.mul (local.get $x) (local.get $v1))))
      (local.set $x (v128.load64_splat (i32.add (local.get $row2) (local.get $j))))
      (local.set $a20
        (f64x2.add (local.get $a20) (f64x2.mul (local.get $x) (local.get $v0))))
      (local.set $a21
        (f64x2.add (local.get $a21) (f64x2.mul (local.get $x) (local.get $v1))))
      (local.set $x (v128.load64_splat (i32.add (local.get $row3) (local.get $j))))
      (local.set $a30
        (f64x2.add (local.get $a30) (f64x2.mul (local.get $x) (local.get $v0))))
      (local.set $a31
        (f64x2.add (local.get $a31) (f64x2.mul (local.get $x) (local.get $v1))))
      (local.set $p (i32.add (local.get $p) (i32.const 32)))
      (local.set $j (i32.add (local.get $j) (i32.const 8)))
      (br_if $dot (i32.lt_u (local.get $j) (local.get $size))))
    ;; sums += x a
    (local.set $p (local.get $sums))
    (local.set $j (i32.const 0))
    (loop $add
      (local.set $v0 (v128.load (local.get $p)))
      (local.set $v1 (v128.load offset=16 (local.get $p)))
      (local.set $x (v128.load64_splat (i32.add (local.get $rows) (local.get $j))))
      (local.set $v0
        (f64x2.add (local.get $v0) (f64x2.mul (local.get $x) (local.get $a00))))
      (local.set $v1
        (f64x2.add (local.get $v1) (f64x2.mul (local.get $x) (local.get $a01))))
      (local.set $x (v128.load64_splat (i32.add (local.get $row1) (local.get $j))))
      (local.set $v0
        (f64x2.add (local.get $v0) (f64x2.mul (local.get $x) (local.get $a10))))
      (local.set $v1
        (f64x2.add (local.get $v1) (f64x2.mul (local.get $x) (local.get $a11))))
      (local.set $x (v128.load64_splat (i32.add (local.get $row2) (local.get $j))))
      (local.set $v0
        (f64x2.add (local.get $v0) (f64x2.mul (local.get $x) (local.get $a20))))
      (local.set $v1
        (f64x2.add (local.get $v1) (f64x2.mul (local.get $x) (local.get $a21))))
      (local.set $x (v128.load64_splat (i32.add (local.get $row3) (local.get $j))))
      (local.set $v0
        (f64x2.add (local.get $v0) (f64x2.mul (local.get $x) (local.get $a30))))
      (local.set $v1
        (f64x2.add (local.get $v1) (f64x2.mul (local.get $x) (local.get $a31))))
      (v128.store (local.get $p) (local.get $v0))
      (v128.store offset=16 (local.get $p) (local.get $v1))
      (local.set $p (i32.add (local.get $p) (i32.const 32)))
      (local.set $j (i32.add (local.get $j) (i32.const 8)))
      (br_if $add (i32.lt_u (local.get $j) (local.get $size))))))
