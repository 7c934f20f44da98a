using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Overlay;

/// <summary>A VXLAN device. It never learns: what it knows of other nodes are the entries that the agent makes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Vni">Its network identifier.</param>
/// <param name="Port">The UDP port that it listens on.</param>
/// <param name="Outer">The family of the addresses between which its packets go.</param>
/// <param name="Local">This host's among them.</param>
/// <param name="Mac">Its link-layer address.</param>
/// <param name="Mtu">The largest packet that fits through it.</param>
/// <param name="Addresses">The subnets' first addresses, which it has as host addresses: this host's own packets to other nodes' containers come from there.</param>
internal sealed record DesiredDevice(
    string Name, int Vni, int Port, AddressFamily Outer, IPAddress Local, MacAddress Mac, int Mtu, ImmutableArray<IPAddress> Addresses);
