using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace ActorNet.Client.Endpoints;

/// <summary>Makes addresses of endpoints. A name that cannot be resolved for the moment keeps the addresses that it had.</summary>
internal sealed class EndpointResolver
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private ImmutableArray<(Uri Endpoint, ImmutableArray<IPAddress> Addresses, string? Fault)> _known;

    /// <summary>Knows the addresses that are written out, and no others yet.</summary>
    /// <param name="endpoints">At least one.</param>
    /// <param name="resolve">Gives the addresses of a name.</param>
    /// <param name="timeout">How long one name may take.</param>
    /// <param name="time">Measures it.</param>
    public EndpointResolver(IEnumerable<Uri> endpoints, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeSpan timeout, TimeProvider time)
    {
        (_resolve, _timeout, _time) = (resolve, timeout, time);
        _known = [.. endpoints.Distinct().Select(endpoint => (endpoint, Literal(endpoint), (string?)null))];
        HasNames = _known.Any(known => known.Addresses.IsEmpty);
    }

    /// <summary>Whether there is anything to resolve.</summary>
    public bool HasNames { get; }

    /// <summary>Whether a name has never had an address.</summary>
    public bool HasGaps => _known.Any(known => known.Addresses.IsEmpty);

    /// <summary>All that is known, in the order of the endpoints, each address once.</summary>
    public ImmutableArray<ReplicaAddress> Replicas =>
    [
        .. _known.SelectMany(known => known.Addresses.Select(address => new ReplicaAddress(known.Endpoint, new IPEndPoint(address, known.Endpoint.Port))))
            .DistinctBy(replica => (replica.Endpoint.Scheme, replica.Address)),
    ];

    /// <summary>The names without an address, and why.</summary>
    public ImmutableArray<EndpointFailure> Failures =>
    [
        .. _known.Where(known => known.Addresses.IsEmpty)
            .Select(known => EndpointFailure.Unresolved(known.Endpoint, known.Fault ?? "its name is being resolved")),
    ];

    /// <summary>Asks for the addresses of all names.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken) =>
        _known = [.. await Task.WhenAll(_known.Select(known => RefreshAsync(known, cancellationToken))).ConfigureAwait(false)];

    private async Task<(Uri Endpoint, ImmutableArray<IPAddress> Addresses, string? Fault)> RefreshAsync(
        (Uri Endpoint, ImmutableArray<IPAddress> Addresses, string? Fault) known, CancellationToken cancellationToken)
    {
        if (known.Endpoint.HostNameType != UriHostNameType.Dns)
            return known;

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // The system's resolver may not heed the token, so the wait has a bound of its own.
            var resolving = _resolve(known.Endpoint.IdnHost, bound.Token);
            var addresses = await resolving.WaitAsync(_timeout, _time, cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0
                ? known with { Addresses = [.. addresses.Distinct().OrderBy(address => address.ToString(), StringComparer.Ordinal)], Fault = null }
                : known with { Fault = "its name has no address" };
        }
        catch (SocketException exception)
        {
            return known with { Fault = $"its name cannot be resolved: {exception.Message}" };
        }
        catch (TimeoutException)
        {
            await bound.CancelAsync().ConfigureAwait(false);
            return known with { Fault = $"its name was not resolved within {_timeout.TotalSeconds} s" };
        }
    }

    private static ImmutableArray<IPAddress> Literal(Uri endpoint) =>
        endpoint.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 ? [IPAddress.Parse(endpoint.IdnHost)] : [];
}
