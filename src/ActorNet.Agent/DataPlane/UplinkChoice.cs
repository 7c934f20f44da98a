using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane.Links;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane;

/// <summary>
/// Which interface leads to the other nodes, in flannel's order: by name or address, by pattern, by what it reaches, by the default route. A way that the operator has named and that
/// leads nowhere is an error, not a reason to guess.
/// </summary>
internal static class UplinkChoice
{
    /// <summary>A pattern is the operator's, and still must not keep the agent from starting for ever.</summary>
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);

    /// <summary>The interface; null where the backend needs none and there is no single candidate.</summary>
    /// <param name="options">What the operator said.</param>
    /// <param name="links">The links.</param>
    /// <param name="addresses">The addresses that other nodes could reach.</param>
    /// <param name="defaults">The default routes.</param>
    /// <param name="reached">The link by which the address that the operator named is reached; 0: none was named.</param>
    /// <exception cref="HostUnfitException">There is none, or there are several.</exception>
    public static Link? Find(AgentOptions options, IReadOnlyList<Link> links, List<Address> addresses, List<Route> defaults, int reached)
    {
        if (FindNamed(options, links, addresses) is { } named)
            return named;
        if (FindMatching(options, links, addresses) is { } matching)
            return matching;
        if (reached != 0 && links.FirstOrDefault(link => link.Index == reached && IsCandidate(link, options)) is { } leading)
            return leading;
        if (Describe(options) is { } asked)
            throw new HostUnfitException($"there is no interface for {asked}; there are {string.Join(", ", links.Select(link => link.Name))}");

        var best = defaults.OrderBy(route => route.Family == AddressFamily.InterNetwork ? 0 : 1).ThenBy(route => route.Metric).FirstOrDefault();
        return best is not null ? links.FirstOrDefault(link => link.Index == best.LinkIndex) : FindOnly(options, links, addresses);
    }

    private static Link? FindNamed(AgentOptions options, IReadOnlyList<Link> links, List<Address> addresses)
    {
        foreach (var text in options.Interfaces)
        {
            var found = links.FirstOrDefault(link => link.Name == text)
                ?? (IPAddress.TryParse(text, out var address) ? LinkWith(addresses.Find(present => present.Local.Equals(address)), links) : null);
            if (found is not null)
                return found;
        }

        return null;
    }

    private static Link? FindMatching(AgentOptions options, IReadOnlyList<Link> links, List<Address> addresses)
    {
        var candidates = links.Where(link => IsCandidate(link, options)).ToList();
        foreach (var text in options.InterfacePatterns)
        {
            var pattern = new Regex(text, RegexOptions.CultureInvariant, PatternTime);
            try
            {
                var found = candidates.Find(link => pattern.IsMatch(link.Name))
                    ?? LinkWith(addresses.Find(address => candidates.Exists(link => link.Index == address.LinkIndex) && pattern.IsMatch(address.Local.ToString())), links);
                if (found is not null)
                    return found;
            }
            catch (RegexMatchTimeoutException)
            {
                throw new HostUnfitException($"the pattern '{text}' of {OptionCatalogue.InterfaceRegex.Flag} takes too long; write a simpler one");
            }
        }

        return null;
    }

    /// <summary>What the agent itself has made is there only from its second start on, and leads to no other node by itself.</summary>
    private static bool IsCandidate(Link link, AgentOptions options) => !link.Flags.HasFlag(LinkFlags.Loopback) && link.Name != options.Bridge && !LinkMark.IsOurs(link);

    private static Link? LinkWith(Address? address, IReadOnlyList<Link> links) =>
        address is null ? null : links.FirstOrDefault(link => link.Index == address.LinkIndex);

    private static string? Describe(AgentOptions options)
    {
        List<string> asked =
        [
            .. options.Interfaces.Select(text => $"{OptionCatalogue.Interface.Flag} {text}"),
            .. options.InterfacePatterns.Select(text => $"{OptionCatalogue.InterfaceRegex.Flag} {text}"),
        ];
        if (options.InterfaceCanReach is { } target)
            asked.Add($"{OptionCatalogue.InterfaceCanReach.Flag} {target}");
        return asked.Count == 0 ? null : string.Join(" or ", asked);
    }

    private static Link? FindOnly(AgentOptions options, IReadOnlyList<Link> links, List<Address> addresses)
    {
        var candidates = links
            .Where(link => IsCandidate(link, options) && link.Kind is not Vxlan && addresses.Exists(address => address.LinkIndex == link.Index))
            .ToList();
        return candidates switch
        {
            [var only] => only,
            _ when options.Backend == BackendKind.AddressesOnly => null,
            [] => throw new HostUnfitException($"no interface has a global address; name the one to the other nodes with {OptionCatalogue.Interface.Flag}"),
            _ => throw new HostUnfitException(
                $"there is no default route, and {string.Join(", ", candidates.Select(link => link.Name))} have global addresses; name the one to the other nodes with {OptionCatalogue.Interface.Flag}"),
        };
    }
}
