using System.Net;

namespace ActorNet.Client.Endpoints;

/// <summary>One address at which a coordinator is expected.</summary>
/// <param name="Endpoint">The endpoint that led here. Its host is whom a certificate has to name.</param>
/// <param name="Address">What is connected to.</param>
public sealed record ReplicaAddress(Uri Endpoint, IPEndPoint Address)
{
    /// <summary>The endpoint without its slash, and the address where the endpoint is a name: <c>http://coordinator:7410 (10.0.0.1)</c>.</summary>
    public override string ToString()
    {
        var url = Endpoint.GetLeftPart(UriPartial.Authority);
        return Endpoint.HostNameType == UriHostNameType.Dns ? $"{url} ({Address.Address})" : url;
    }
}
