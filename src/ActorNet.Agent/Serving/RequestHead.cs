using System.Text;

namespace ActorNet.Agent.Serving;

/// <summary>What is read of a request: its first line (RFC 9112 section 3). The other lines say nothing that a page depends on.</summary>
/// <param name="Method">As it was sent; methods are case-sensitive.</param>
/// <param name="Path">The path, without the query.</param>
internal readonly record struct RequestHead(string Method, string Path)
{
    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <summary>Whether the head is complete.</summary>
    public static bool IsComplete(ReadOnlySpan<byte> received) => received.IndexOf(End) >= 0;

    /// <summary>Reads a complete head. False if it is none of HTTP/1.0 or 1.1.</summary>
    public static bool TryParse(ReadOnlySpan<byte> received, out RequestHead head)
    {
        head = default;
        var line = received[..Math.Max(received.IndexOf("\r\n"u8), 0)];
        if (line.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return false;

        var words = Encoding.ASCII.GetString(line).Split(' ');
        if (words is not [{ Length: > 0 } method, ['/', ..] target, "HTTP/1.1" or "HTTP/1.0"])
            return false;

        head = new RequestHead(method, target.Split('?', 2)[0]);
        return true;
    }
}
