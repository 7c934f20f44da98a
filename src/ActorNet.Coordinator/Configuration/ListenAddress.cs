using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace ActorNet.Coordinator.Configuration;

/// <summary>An address and a TCP port to listen on.</summary>
/// <param name="Address">The address; null for all of both families.</param>
/// <param name="Port">The port; 0 for any that is free.</param>
internal sealed record ListenAddress(IPAddress? Address, int Port)
{
    /// <summary>Reads <c>*:7410</c>, <c>192.0.2.7:7410</c> or <c>[2001:db8::7]:7410</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? listen)
    {
        listen = null;
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, null, out var port))
        {
            return false;
        }

        var host = text[..colon];
        if (host is "*" or "")
        {
            listen = new ListenAddress(null, port);
        }
        else if (IPEndPoint.TryParse(text, out var endPoint) && !(host.Contains(':') && !host.StartsWith('[')))
        {
            listen = new ListenAddress(endPoint.Address, port);
        }

        return listen is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Address is null ? $"*:{Port}" : new IPEndPoint(Address, Port).ToString();
}
