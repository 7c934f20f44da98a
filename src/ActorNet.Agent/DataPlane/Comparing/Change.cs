using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Comparing;

/// <summary>One change.</summary>
/// <param name="Kind">What kind of object it changes.</param>
/// <param name="Subject">What it is about, in words that stay the same from one comparison to the next.</param>
/// <param name="Request">What to ask of the kernel.</param>
/// <param name="SetsAddress">The address that it sets, if it sets one.</param>
internal readonly record struct Change(ObjectKind Kind, string Subject, NetlinkRequest Request, InterfaceAddress? SetsAddress = null);
