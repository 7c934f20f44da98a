namespace ActorNet.Agent.Coordinators;

/// <summary>Which coordinator one conversation is with; when it fails, the next one's turn comes. Not shared: one failing call must not disturb another's place.</summary>
internal sealed class CoordinatorCursor(CoordinatorSet coordinators)
{
    private int _position = Random.Shared.Next(coordinators.All.Length);

    public Coordinator Current => coordinators.All[_position];

    public void MoveOn() => _position = (_position + 1) % coordinators.All.Length;
}
