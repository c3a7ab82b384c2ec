"""The builtins and operators in generated programs: a line is  KIND: PROGRAM  with holes.

KIND is what the program usually gives. A hole is <KIND>, an expression where the program stands; <KIND@OUTER>, one that
stands where `.` is an OUTER; <KIND*>, one with any number of outputs; or one of the words below. A hole may always give
several outputs, none, an error, or another kind: all that belongs to the language.

  <n>     a small integer literal      <step>  one for range      <key>   a quoted key       <keys>    an array of steps
  <path>  a path expression            <re>    a pattern          <flags> for patterns       <format>  for strftime
  <cmp>   == < ...                     <op>    an assignment operator that computes          <select>  numbers, values ...

Loops that need not end stand within limit, and what grows with a number (range, repetition, setting an index) only has
small literals: programs stay quick.
"""
TEMPLATES = r"""
boolean: (<array>) | any
boolean: (<array>) | all
boolean: (<array>) | any(<boolean@any>)
boolean: (<objects>) | all(<boolean@object>)
boolean: any(<any*>; <boolean@any>)
boolean: all(<number*>; <boolean@number>)
boolean: isempty(<any*>)
boolean: isempty(<any>, error("not reached"))
boolean: (<any>) | IN(<any*>)
boolean: (<number>) | IN(<numbers> | .[])
boolean: IN(<any*>; <any*>)
boolean: (<array>) | inside(<array>)
boolean: (<string>) | inside(<string>)
boolean: (<key>) | in(<object>)
boolean: (<n>) | in(<array>)
boolean: (<object>) | has("a", "b")
boolean: (<array>) | has(<n>)
boolean: (<array>) | contains(<array>)
boolean: (<object>) | contains(<object>)
boolean: (<string>) | test(<re>; <flags>)
boolean: (<string>) | test([<re>, <flags>])
boolean: (<any>) | type == "number"
boolean: (<any*>) <cmp> (<any*>)
boolean: (<number>) <cmp> (<number>)
boolean: (<array>) <cmp> (<array>)
boolean: [<any>, <any>] | .[0] == .[1]
boolean: (<any*>) and (<boolean>)
boolean: (<boolean>) or (<any*>)
boolean: (<strings>) | index(<string>) != null
boolean: (<array>) | length > <n>
boolean: [<any*>] | unique | length == <n>
boolean: (<string>) | ascii_downcase | toboolean
boolean: (<any>) | not
boolean: any
boolean: all(.[]?; <boolean@any>)
boolean: (<strings>) | any(. == "a", length > 3)

number: (<any>) | length
number: (<numbers>) | add
number: add(<number*>)
number: (<array>) | index(<any>)
number: (<array>) | rindex(<any>)
number: (<string>) | index(<string>)
number: (<string>) | rindex(",", "a")
number: (<numbers>) | sort | bsearch(<number>)
number: (<numbers>) | min
number: (<numbers>) | max
number: (<numbers>) | first, last
number: (<numbers>) | nth(<n>)
number: [<any*>] | length
number: first(<number*>)
number: last(<number*>)
number: nth(<n>; <number*>)
number: (<n>) | until(. >= 7; . + 2)
number: (<n>) | until(. > 40; . * 2 + 3, 50)
number: (<n>) | [recurse(if . > 0 then . - 1 else empty end)] | add
number: (<n>) | [recurse(. - 1; . >= 0)] | length
number: [<n>, 1] | until(.[0] <= 0; [.[0] - 1, .[1] * .[0]]) | .[1]
number: (<string>) | explode | add
number: (<string>) | utf8bytelength
number: (<any>) | [..] | length
number: (<any>) | [paths] | length
number: (<numbers>) | add / length
number: (<any>) | tojson | length
number: def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; (<n>) | fac
number: def fib: if . < 2 then . else (. - 1 | fib) + (. - 2 | fib) end; (<n>) | fib
number: def gcd(a; b): if b == 0 then a else gcd(b; a % b) end; gcd(<n>; <n>)
number: def fn($n; gn): if $n <= 0 then gn else fn($n - 1; gn + 1) end; fn(<n>; <number>)
number: def sum(f): reduce f as $x (0; . + $x); sum(<number*>)
number: def count(f): def c: if length == 0 then 0 else (.[1:] | c) + 1 end; [f] | c; count(<any*>)
number: range(<n>)
number: range(<n>; <n>)
number: range(<n>; <n>; <step>)
number: range(0, 1; 2, 3)
number: (<objects>) | map(.n) | add
number: [.. | numbers] | add
number: (<any>) | [.[]?] | length
number: (<numbers>) | map(. * 2) | max
number: (<number>) | gmtime | mktime
number: "2015-03-05T23:51:47Z" | strptime("%Y-%m-%dT%H:%M:%SZ") | mktime
number: limit(<n>; <number*>)
number: skip(<n>; <number*>)
number: -(<number*>)
number: (<number*>) + (<number*>)
number: (<number*>) - (<number>)
number: (<number>) % (<number*>)
number: (<numbers>) | .[<n>]
number: (<string>) | tonumber? // <number>
number: (<number>) | abs, floor, round, -.
number: getpath(<keys>) | numbers
number: [limit(<n>; <any*>)] | length
number: (<array>) | to_entries? // . | length
number: reduce (<numbers>)[] as $x (null; . + $x)
number: . as $dot | <number>
number: (<number>), (<number>)

string: (<strings>) | join(<string>)
string: (<scalars>) | join(", ")
string: (<scalars>) | join("a", "b")
string: (<string>) | sub(<re>; <string@capture>)
string: (<string>) | sub(<re>; "<\(.word // "-")>")
string: (<string>) | gsub(<re>; <string@capture>)
string: (<string>) | gsub(<re>; <string@capture>; <flags>)
string: (<string>) | sub(<re>; "x", "y"; <flags>)
string: (<string>) | gsub(<re>; "x", "y")
string: (<string>) | gsub("(?<c>[a-c])"; "[\(.c)]", "\(.c | ascii_upcase)")
string: (<string>) | gsub("(?<l>[a-z])(?<r>[0-9A-Z]?)"; .r + .l)
string: (<string>) | .[<n>:<n>]
string: (<string>) | .[<n>:]
string: (<string>) | .[:<n>]
string: (<string>) | .[:-1], .[-2:]
string: (<string>) | explode | reverse | implode
string: (<string>) | explode | map(if . >= 97 and . <= 122 then . - 32 else . end) | implode
string: (<array>) | implode
string: (<string>) | [splits(<re>)] | join("-")
string: (<string>) | [match(<re>; "g").string] | join("|")
string: (<string>) | [match(<re>; "g") | .captures[]?.string] | tojson
string: (<any>) | type
string: (<any>) | tojson
string: (<any>) | tostring
string: (<scalars>) | @csv
string: (<scalars>) | @tsv
string: (<scalars>) | @sh
string: (<any>) | @json, @text
string: @csv "\(<scalars>)"
string: @json "a\(<any>)b\(<any*>)"
string: @uri "?q=\(<string>)&r=\(<any>)"
string: @html "<i>\(<any>)</i>"
string: @sh "echo \(<string>)"
string: @base64 "\(<string>)"
string: "\(<any*>) \(<any*>)"
string: "a" + "\(1, 2)-\(3, 4)"
string: (<string>) | @base64 | @base64d
string: (<string>) | @uri | @urid
string: (<number>) | todate
string: (<number>) | strftime(<format>)
string: (<number>) | gmtime | todate
string: (<number>) | gmtime | strftime(<format>)
string: (<string>) * <n>
string: (<string>) | tojson | fromjson
string: (<object>) | keys | join(",")
string: (<object>) | to_entries | map("\(.key)=\(.value)") | join("&")
string: (<object>) | keys[]
string: try error(<string>) catch .
string: try error(<any>) catch (if type == "string" then . else tojson end)
string: try (<any>) catch (if type == "string" then . else tojson end)
string: try error catch (. | tojson)
string: (<string*>) + (<string*>)
string: (<string>) | ltrimstr(<string>), rtrimstr("a", "c"), trimstr("")
string: (<string>) | ascii_downcase, ascii_upcase
string: (<string>) | trim, ltrim, rtrim
string: (<strings>) | .[]
string: (<strings>) | map(select(length > 1)) | first
string: (<strings>) | sort | .[0]
string: (<string>) | split(",")[]
string: (<string>) / ","  | .[0]
string: (<strings>) | reduce .[] as $s (""; . + $s)
string: (<any>) | [paths | map(tostring) | join("/")] | join(" ")
string: ([<n>, <string>] | until(.[0] <= 0; [.[0] - 1, .[1] + "."]) | .[1])
string: $__loc__ | tojson
string: (<string>) | scan("[a-z]+")
string: (<string>) | capture("(?<x>[a-z])").x
string: env.RUNNEL_WORD, $ENV.RUNNEL_TEXT, env["RUNNEL_NUMBER"]
string: (<any>) | format("json", "html")

array: [<any*>]
array: [<any*>, <any*>]
array: (<array>) | map(<any@any>)
array: (<numbers>) | map(<number@number>)
array: (<strings>) | map(<any@string>)
array: (<objects>) | map(<any@object>)
array: (<objects>) | map(select(<boolean@object>))
array: (<objects>) | map(.a, .b)
array: (<objects>) | group_by(<any@object>)
array: (<objects>) | group_by(.a) | map({a: .[0].a, n: length, s: map(.s)})
array: (<array>) | group_by(type)
array: (<objects>) | sort_by(<any@object>)
array: (<objects>) | sort_by(.a, .n)
array: (<array>) | sort_by(<any@any>)
array: (<objects>) | unique_by(<any@object>)
array: (<array>) | unique_by(length? // 0)
array: (<objects>) | [min_by(.n), max_by(.n)]
array: (<array>) | [min_by(<any@any>), max_by(<any@any>)]
array: (<array>) | [min, max]
array: (<array>) | unique
array: (<array>) | sort
array: (<any>) | reverse
array: (<array>) | flatten
array: (<array>) | flatten(<n>)
array: [<array>, <array>] | transpose
array: (<array>) | transpose
array: (<array>) | .[<n>:<n>]
array: (<array>) | .[<n>:]
array: (<array>) | .[:<n>]
array: (<array>) | .[1.2:3.5], .[null:2], .[-2:]
array: (<array>) | .[(0, 1):(2, 3)]
array: (<object>) | keys
array: (<object>) | keys_unsorted
array: (<object>) | to_entries
array: (<object>) | [.[]]
array: [(<any>) | paths]
array: [(<any>) | paths(<boolean@any>)]
array: [(<any>) | paths(type == "number")]
array: [path(<path>)]
array: [(<object>) | path(<path@object>)]
array: [(<array>) | path(<path@array>)]
array: [path(..)]
array: [(<any>) | tostream]
array: [<n> | truncate_stream(<any> | tostream)]
array: [range(<n>)]
array: [range(<n>; <n>; <step>)]
array: [limit(4; range(<number>; <number>; <number>))]
array: [limit(<n>; <any*>)]
array: [limit(<n>; <any>, error("beyond the limit"))]
array: [limit(0, 1, 2; <any*>)]
array: [skip(<n>; <any*>)]
array: [skip(1, 2; <any*>)]
array: [first(<any*>)]
array: [first(empty)], [last(empty)], [nth(<n>; empty)]
array: [nth(<n>, 0; <any*>)]
array: [limit(5; <any> | repeat((<any@any>), 1))]
array: [limit(6; <any> | while(<boolean@any>; <any@any>))]
array: [limit(6; <any> | recurse(<any@any>; <boolean@any>))]
array: [limit(6; <any> | recurse(<any@any>))]
array: [(<any>) | recurse(.[]?; <boolean@any>)]
array: [(<n>) | while(. < 8; . + 2)]
array: [(<any>) | ..]
array: [.. | scalars]
array: [.. | <select>]
array: [(<any>) | recurse | <select>]
array: [(<array>) | recurse(if type == "array" then .[] else empty end)]
array: [(<string>) | splits(<re>)]
array: [(<string>) | splits(<re>; <flags>)]
array: (<string>) | split(<re>; null)
array: (<string>) | split(", *"; "g")
array: (<string>) | split(<string>)
array: [(<string>) | match(<re>; <flags>)]
array: [(<string>) | match(<re>; "g") | [.offset, .length, .string]]
array: [(<string>) | match([<re>, "gn"])]
array: [(<string>) | scan(<re>)]
array: [(<string>) | scan(<re>; <flags>)]
array: [limit(9; [<array>, <array>] | combinations)]
array: [limit(9; <array> | combinations(2))]
array: [[1, 2], ["a", "b"], [null]] | [combinations]
array: (<array>) | del(.[<n>])
array: (<array>) | del(.[<n>], .[<n>])
array: (<array>) | del(.[<n>:], .[0])
array: (<array>) | del(.[] | select(<boolean@any>))
array: (<array>) | .[<n>:<n>] = <array>
array: (<array>) | .[<n>:] |= map(<any@any>)
array: (<array>) | .[<n>:<n>] |= <any@array>
array: (<array>) | .[<n>] = <any>
array: (<array>) | .[<n>] |= <any@any>
array: (<array>) | .[-1] = <any>
array: (<array>) | first |= <any@any>
array: (<array>) | last = <any>
array: (<array>) | map_values(<any@any>)
array: (<array>) | map_values(empty)
array: (<array>) | (.[] | select(<boolean@any>)) |= empty
array: (<array>) | (.[] | <select>) |= <any@any>
array: (<array>) | (.[] | <select>) = <any*>
array: (<numbers>) | .[] <op> <number>
array: (<numbers>) | .[0] += (1, 2)
array: (<array>) | to_entries
array: (<number>) | gmtime
array: "2015-03-05 04:05:06" | strptime("%Y-%m-%d %H:%M:%S")
array: (<string>) | strptime(<format>)
array: (<string>) | explode
array: (<array>) | walk(<any@any>)
array: (<array>) | walk(if type == "number" then . + 1 elif type == "string" then ascii_upcase else . end)
array: (<array>) | walk(<select>)
array: (<array>) | indices(<any>)
array: (<array>) | indices([1], [1, 2], 1)
array: (<string>) | indices(<string>)
array: (<array*>) + (<array*>)
array: (<array>) - (<array>)
array: [JOIN(<object>; <any*>; tostring)]
array: (<objects>) | JOIN(INDEX(.n); .a | tostring)
array: [JOIN(<object>; <strings> | .[]; .; add? // .)]
array: [.[]?]
array: [(<any>)[]?]
array: [(<any>) | .[]?, .a?]
array: [getpath(paths)]
array: [getpath(<keys>, <keys>)]
array: (<array>) | [.[] | select(<boolean@any>)]
array: (<objects>) | [.[] | select(.n > 1) | .s]
array: (<array>) | tojson | fromjson
array: (<array>) | [first, last, nth(1), nth(<n>)]
array: (<array>) | [limit(3; .[])]
array: [(<any>) | type, length]
array: [(<any*>) // <any>]
array: [(<any*>) // (<any*>)]
array: [(empty, null, false) // <any*>]
array: [.[<n>]?, .[-1]?]
array: [(<boolean*>) as $b | if $b then <any> else <any> end]
array: [if <boolean*> then <any> elif <boolean*> then <any> end]
array: [(<array>) | (.[0], .[1]) as $x | [$x, .[2]]]
array: [(<any>) as $x | (<any*>) | [$x, .]]
array: [(<any>) | try (.[] | <any@any>) catch .]
array: [(<any>) | .[]? | try error catch .]
array: [(<any*>) | (<any@any>)?]
array: [.[]? as $x | $x | (numbers, strings)]
array: [(<objects>) | .[] | .a, .b | select(. != null)]
array: [splits("a")?]
array: [(<array>) | .[] as [$a] ?// $a | [$a]]
array: [(<any>) as [$a] ?// {a: $a} ?// $a | [$a]]
array: [(<any*>) as [$a, $b] ?// {$a, $b} | [$a, $b]]
array: [[[1, 2], [3]][] as [$a] ?// $a | if ($a | type) == "number" then error("again") else $a end]
array: [(<object>) as {a: $x, "b": [$y], (<string>): $z} | $x, $y, $z]
array: [(<array>) as [$a, {b: $c, $d}] | [$a, $c, $d]]
array: [(<object>) as {$a: [$b]} | $a, $b]
array: (<n>) as $k | [range($k) as $i | range($i) | [$i, .]]
array: reduce (<any*>) as $x ([]; [$x] + .)
array: reduce (<any*>) as [$a, $b] ([]; . + [$b, $a])
array: [foreach (<number*>) as $x (0; . + $x)]
array: [foreach (<any*>) as $x (0; . + 1; [., $x])]
array: [foreach limit(4; <any*>) as {a: $x} (<any>; <any@any>; [$x, .])]
array: [foreach (1, 2, 3) as $x (0; (. + $x, . * $x); (., -.))]
array: [foreach (1, 2, 3) as $x (0; if $x == 2 then empty else . + $x end)]
array: [foreach (<any*>) as $x ((0, 10); . + 1)]
array: [reduce (1, 2, 3) as $x (0; (. + $x, . * $x))]
array: [reduce (1, 2, 3) as $x (0; if $x == 2 then empty else . + $x end)]
array: [reduce limit(4; <any*>) as $x ((<any>, <any>); <any@any>)]
array: [reduce empty as $x (<any>; error)]
array: [label $f | (<any*>) | ., break $f]
array: [label $f | range(<n>) | if . == 2 then break $f else . end]
array: [label $a | label $b | (1, break $a, 2), 3] , [label $a | (label $b | 1, break $b, 2), 3]
array: [def fn(gn): label $l | gn | if . == 1 then ., break $l else . end; fn(<number*>), fn(1, 2)]
array: [.[]? | label $l | if <boolean@any> then ., break $l else 0 end]
array: [def fn: def gn: 3; gn, (def gn: 4; gn); fn]
array: [def fn(x): x | x; <n> | fn(. + 1, . * 2)]
array: [def fn($a; $b): $a, $b, a, b; fn(1, 2; 3)]
array: [def fn(gn): [gn] | length; fn(fn(1, 2), 3)]
array: [def z: 1; def y: z + 1; def z: 10; y, z]
array: [1 as $x | [$x, (2 as $x | $x), $x]]
array: [def fn: reduce .[]? as $x (0; . + 1); (<array>) | fn]
array: [def fn($n): if $n > 0 then $n, fn($n - 1) else empty end; fn(<n>)]
array: [def fn(gn; $n): if $n > 0 then gn, fn(gn | gn; $n - 1) else empty end; 1 | fn(. + 1; 3)]
array: def map(f): [.[] | f | f]; (<numbers>) | map(. + 1)
array: def length: 3; [(<any>) | length, ([1] | length)]
array: def length(f): 4; [(<array>) | length, length(.)]
array: [(<array>) | path(first, last, .[1:], (.[] | <select>))]
array: [(<any>) | path(.a?, .[0]?, .[1:]?)]
array: [paths(..)]
array: [(<any>) | [paths] == [path(..) | select(length > 0)]]
array: (<array>) | [splits("x")?] + .[:1]
array: (<objects>) | map(to_entries[] | .value)
array: (<objects>) | map(keys) | add | unique
array: (<objects>) | map(has("a"), in({}))
array: (<objects>) | [limit(2; .[] | select(.a))]
array: [.. | select(type == "number" and . > 1)]
array: [(<string>) | ascii_downcase | explode[] | select(. > 100)]
array: (<array>) | [.[] | [., <any@any>]] | sort
array: [{} | .a += 1, .a -= 1, .a *= 2, .a //= 3, (.a |= 5), (.a = (1, 2))]
array: [limit(3; range(10; 0; -3), <any*>)]
array: [error(<any>)?, 1, (error | 2)?]
array: [.[(<n>, <key>)]?]
array: (<array>) | .[<array>]
array: [(<string>) | test("a", "b")]
array: [ltrimstr("x")?, (<any> | ltrimstr("x")?), ("xy" | ltrimstr("x", "y"))]
array: [(<array>) | IN(.[]; <any*>)]
array: [(<array>) | getpath([0], [1, "a"], [])?]
array: (<array>) | debug(empty) | .[:1]
array: [(<array>) | add, add(.[]), add(.[] | numbers)]

object: (<object>) | map_values(<any@any>)
object: (<object>) | map_values(select(<boolean@any>))
object: (<object>) | map_values(empty)
object: (<object>) | map_values(., .)
object: (<object>) | with_entries(.value |= <any@any>)
object: (<object>) | with_entries(.key |= <string@string>)
object: (<object>) | with_entries(select(<boolean@entry>))
object: (<object>) | with_entries(.key |= "k_" + ., .value |= tostring)
object: (<object>) | to_entries | map(select(.value != null)) | from_entries
object: (<object>) | to_entries | sort_by(.key) | from_entries
object: (<entries>) | from_entries
object: (<objects>) | INDEX(<any@object>)
object: INDEX(<any*>; <any@any>)
object: (<objects>) | add
object: (<object>) | del(<path@object>)
object: (<object>) | del(.a, .b), del(.a?, .["b", "n"])
object: (<object>) | delpaths([<keys>, <keys>])
object: (<object>) | delpaths([paths(type == "string")])
object: (<object>) | delpaths([path(<path@object>)])
object: (<object>) | pick(<path@object>)
object: (<object>) | pick(.a, .b.c?, .l[1]?)
object: (<object>) | setpath(<keys>; <any>)
object: (<object>) | setpath(["a"], ["b", "c"]; <any*>)
object: (<object>) | walk(<any@any>)
object: (<object>) | walk(if type == "object" then del(.a) else . end)
object: (<object>) | walk(if type == "array" then sort else . end)
object: (<object>) | <path@object> = <any@object>
object: (<object>) | (<path@object>) = (<any*>)
object: (<object>) | (<path@object>) |= <any@any>
object: (<object>) | (<path@object>) |= (<any@any>, 1)
object: (<object>) | (<path@object>) |= empty
object: (<object>) | (<path@object>) //= <any>
object: (<object>) | .n <op> <number>
object: (<object>) | (.n, .m) <op> <n>
object: (<object>) | .a += <any>
object: (<object>) | .a -= <any>
object: (<object>) | .["a", "b"] = <any>
object: (<object>) | .a.b.c = <any>
object: (<object>) | .a[<n>] = <any>
object: (<object>) | .a[<n>:<n>] = <array>
object: (<object>) | .a |= (.b? // <any@any>)
object: (<object>) | .l[<n>]? |= <any@any>
object: (<object>) | (.. | <select>) |= <any@any>
object: (<object>) | (.. | numbers) += 1
object: (<object>) | reduce path(<path@object>) as $p (.; setpath($p; <any>))
object: (<object>) | to_entries[0:2] | from_entries
object: (<object*>) + (<object*>)
object: (<object>) * (<object>)
object: (<string>) | capture(<re>)
object: (<string>) | capture(<re>; <flags>)
object: (<string>) | capture("(?<y>[0-9]+)-(?<m>[a-z]+)?")
object: (<string>) | match(<re>)
object: {<key>: (<any*>)}
object: {a: (<any*>), b: (<any*>)}
object: {(<string*>): (<any>)}
object: {"k\(<any>)": (<any>), a}
object: {a: 1 + 2, "b": - 3, c: 4 - 1}
object: {a: <n> | . + 1}
object: {(<strings> | .[]): (1, 2)}
object: {$__loc__, a: $__loc__.line}
object: (<any>) as $v | {$v, w: $v, "x y": $v}
object: (<object>) as {a: $x, $b} | {$x, $b}
object: (<object>) | {a, b, "n", "x y": .s, (.s? // "k" | tostring): 1}
object: {a, "b", @text "n": 1, $yes, "\(1 + 1)": 2, if: 3, and: 4}
object: reduce (<scalars>)[] as $x ({}; .[$x | tostring] += 1)
object: reduce (<array>) [] as $x ({}; .[$x | type] |= . + [$x])
object: reduce (<objects>)[] as {a: $k, n: $v} ({}; .["\($k)"] = $v)
object: (<objects>) | group_by(.a) | map({(.[0].a | tostring): length}) | add
object: (<object>) | fromstream(tostream)
object: fromstream((<object>) | tostream | select(length > 1), [["a"]])
object: fromstream(1 | truncate_stream([<object>] | tostream))
object: (<object>) | tojson | fromjson
object: (<objects>) | first, last
object: (<objects>) | min_by(.n), max_by(.n)
object: (<objects>) | .[<n>]
object: $ENV | {RUNNEL_WORD, RUNNEL_EMPTY}
object: (<objects>) | INDEX(.s)[]
object: . as $all | (<object>) | .all = ($all | length)
object: (<object>) | if has("a") then .a |= tostring end
object: (<object>) | to_entries | map({(.key): .value}) | add
object: (<object>) | to_entries | group_by(.value | type) | map({(.[0].value | type): length}) | add // {}
object: (<object>) | . as $o | keys | map({key: ., value: $o[.]}) | from_entries
object: (<object>) | limit(2; (.a, .b) = 1, .)
object: (<object>) | first(.a |= 1, error)
object: (<object>) | try (.a.b |= 1) catch {e: .}
object: (<object>) | try ((<path@object>) = 1) catch {e: .}
object: {} | .a.b |= 3 | .a["c"] //= <any> | .l[2] = 0
object: null | .a[1] = 1, .[<key>] += 1

any: getpath(<keys>)
any: (<any>) | getpath(<keys>)
any: try getpath(<keys>) catch .
any: first(<any*>)
any: last(<any*>)
any: (<any>)[]?
any: (<array>)[<n>]
any: (<object>)[<key>]
any: (<any>) | .[<any>]?
any: (<any>) | ..
any: (<any>) | .. | <select>
any: (<any>) | (.a, .b)?
any: (<any>) | .a?.b?, .[0]?[1]?
any: (<any>) | .[]? , .
any: (<any*>) | <select>
any: (<any*>) // (<any>)
any: error(<any>)?
any: try error(<any>) catch .
any: try error("\(<any>)") catch .
any: try (<any>) catch .
any: try (<any*>) catch (., "caught")
any: try error({a: <any>}) catch .a
any: try (try error(1) catch error(2)) catch .
any: (try error(<any>) catch error(<any>))?
any: try error(null) catch .
any: .a?, (<any>)
any: (<array>) | min_by(<any@any>)
any: (<array>) | max_by(<any@any>)
any: (<array>) | add
any: (<array>) | first, last
any: (<any>) | tojson | fromjson
any: fromstream((<any>) | tostream)
any: fromstream(<n> | truncate_stream(<any> | tostream))
any: (<string>) | fromjson
any: (<any>) | to_entries
any: (<any>) | walk(<any@any>)
any: (<any>) | map(<any@any>)
any: (<any>) | map_values(<any@any>)
any: (<any>) | with_entries(<any@entry>)
any: (<any>) | del(<path>)
any: del(<path>)
any: pick(<path>)
any: (<path>) = <any>
any: (<path>) |= <any@any>
any: (<path>) |= (<any@any> | select(<boolean@any>))
any: (<path>) <op> <n>
any: (<path>) += <any>
any: (<path>) -= <any>
any: (<path>) //= <any>
any: path(<path>)
any: paths
any: [path(<path>)] as $p | delpaths($p)
any: reduce path(<path>) as $p (null; setpath($p; 1))
any: try path(<any>) catch .
any: [paths] | .[<n>] as $p | getpath($p // [])
any: setpath(<keys>; <any>)
any: try setpath(<keys>; <any>) catch .
any: delpaths([<keys>])
any: try delpaths([<keys>, <keys>]) catch .
any: limit(<n>; <any*>)
any: skip(<n>; <any*>)
any: nth(<n>; <any*>)
any: try limit(-1; <any>) catch ., try skip(-1; 1) catch ., try nth(-1; 1) catch .
any: if <boolean*> then <any> else <any> end
any: if <any*> then <any> end
any: (<any>) as [$a, [$b]] | {a: $a, b: $b}
any: (<any>) as {$a, b: [$c, {d: $e}]} | [$a, $c, $e]
any: . as {$n} ?// [$n] ?// $n | $n
any: . as $dot | [<any>] | .[0], ($dot | type)
any: (<array>) | .[1:] as [$h] | $h
any: reduce limit(9; <any*>) as $x (<any>; [., $x])
any: reduce limit(4; .[]?) as $x (.; <any@any>)
any: foreach (<any*>) as $x (<any>; <any@any>)
any: foreach limit(9; .[]?) as $x (0; . + 1; [., $x])
any: (<n>) | while(. < 5; . + 1, 6)
any: (<any>) | until(type == "null" or type == "array"; [.])
any: label $l | (<any*>), break $l, error("not reached")
any: (<any>) | label $l | .[]? | if . == null then break $l else . end
any: def fn: <any@any>; (<any>) | fn
any: def fn(gn): gn | <any@any>; (<any>) | fn(<any@any>)
any: def fn($x): [$x, .]; fn(<any*>)
any: def fn($x; gn): $x | gn; fn(<any>; <any@any>)
any: def fn(gn; h): [gn, h]; fn(<any*>; <any*>)
any: def fn: def gn($y): [$y, .]; gn(<any>); (<any>) | fn
any: def down: if type == "array" and length > 0 then .[1:] | down else . end; (<array>) | down
any: def r: if type == "object" then map_values(r) elif type == "array" then map(r) else type end; (<any>) | r
any: def r($d): if $d <= 0 then 0 else {a: r($d - 1), d: $d} end; r(<n>)
any: def twice(f): f | f; (<number>) | twice(. * 2), twice(twice(. + 1))
any: def apply(fn): def gn: fn; [gn, gn]; apply(<any*>)
any: def add1(f): [f | . + 1]; try add1(<number*>) catch .
any: (<numbers>) | bsearch(<number>)
any: (<array>) | .[1:][0]
any: (<string>) | ascii_downcase | test("a") as $t | {$t}
any: splits(<re>)?
any: (<string>) | @json | fromjson
any: (<string>) | try strptime(<format>) catch .
any: (<any>) | [.[]?, null] | unique
any: ltrimstr("a"), tojson, type
any: ("\u00e9", "\ud83d\ude00", "tab\t") | ., length, utf8bytelength
any: <any> # a comment \
any:   , error("in the comment") # more (of [it
"""


def table():
    """[(kind, program)], comments and their lines put together."""
    found = []
    for line in TEMPLATES.strip().split("\n"):
        kind, _, program = line.partition(": ")
        if program.startswith("  "):
            before = found.pop()
            found.append((before[0], before[1] + "\n" + program.strip() + "\n"))
        elif line:
            found.append((kind, program))
    return found
