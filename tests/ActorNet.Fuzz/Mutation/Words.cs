namespace ActorNet.Fuzz.Mutation;

/// <summary>Texts at which readers stumble, and such as they want to see.</summary>
internal static class Words
{
    public static readonly string[] Names = ["default", "node-1", "a", "n0.example", "x-", "-x", "UPPER", new string('n', 63), new string('n', 64), "ü", ".."];

    public static readonly string[] Prefixes =
    [
        "10.244.0.0/16", "10.244.3.0/24", "10.0.0.0/8", "0.0.0.0/0", "10.244.3.1/24", "10.244.3.0/33", "10.244.3.0/-1", "10.244.3.0/024", "010.0.0.0/8", "127.0.0.0/8",
        "255.255.255.255/32", "fd00::/48", "fd00:1:2:3::/64", "::/0", "::1/128", "fe80::1%eth0/64", "::ffff:10.0.0.0/104", "2001:db8::/129", "10.244.3.0", "/24", "224.0.0.0/4",
    ];

    public static readonly string[] Addresses =
        ["192.0.2.7", "10.77.0.1", "0.0.0.0", "255.255.255.255", "1.2.3", "0x7f.1", "::", "::1", "fe80::1", "fe80::1%1", "::ffff:192.0.2.7", "2001:db8::7", "02:00:0a:f4:01:00", "ff:ff:ff:ff:ff:ff"];

    public static readonly string[] Odd =
    [
        "", " ", "0", "-0", "1", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e308", "1E400", "-1e-999", "0.1", "NaN", "true", "false", "null",
        "\\u0000", "\\ud800", "\\udc00x", "\0", "\u0001", "\u007f", "\u2028", "\uFEFF", "\uFFFD", "🙂", "a\u0301", "%00", "%s%n", "../../etc/passwd", "'; --", "{", "}", "[", "]", ":", ",", "\"", "\\", "/", "//", "\n", "\r\n",
        "5s", "0s", "24h", "99999999999h", "1ms", "365d", "366d", new string('9', 400), new string('x', 3000),
    ];
}
