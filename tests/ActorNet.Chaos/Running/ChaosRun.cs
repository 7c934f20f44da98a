using ActorNet.Chaos.Scenarios;
using ActorNet.Histories.SelfTest;

namespace ActorNet.Chaos.Running;

/// <summary>Plays scenarios one after the other in one lab, and in a new one after one that ruined it.</summary>
internal sealed class ChaosRun(SessionSize size, string directory, int seed, CancellationToken stopping)
{
    private int sessions;

    public Findings Findings { get; } = new();

    /// <summary>Plays them.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; the lab is gone.</exception>
    public async Task RunAsync(IReadOnlyList<Scenario> scenarios)
    {
        CheckerSelfTest.Run();
        Directory.CreateDirectory(directory);
        Session? session = null;
        try
        {
            foreach (var scenario in scenarios)
            {
                session ??= await TryStartAsync();
                if (session is not null && !await PlayAsync(scenario, session))
                {
                    await JudgeAsync(session);
                    await session.DisposeAsync();
                    session = null;
                }
            }

            if (session is not null)
            {
                await JudgeAsync(session);
            }
        }
        finally
        {
            if (session is not null)
            {
                await session.DisposeAsync();
            }
        }
    }

    /// <summary>Whether the lab can be used on.</summary>
    private async Task<bool> PlayAsync(Scenario scenario, Session session)
    {
        Console.WriteLine($"  {scenario.Id} {scenario.Promise}");
        try
        {
            await scenario.RunAsync(session, new Random(seed + scenario.Id.Sum(letter => letter))).WaitAsync(stopping);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Console.WriteLine($"    {failure.Message}");
            Findings.Add(scenario.Id, failure.Message);
            await File.WriteAllTextAsync(Path.Combine(directory, $"{scenario.Id}-evidence.log"), $"{failure}\n{session.Lab.Evidence}");
            return false;
        }
    }

    /// <summary>A lab that cannot even be judged is a finding as well.</summary>
    private async Task JudgeAsync(Session session)
    {
        try
        {
            await Judge.JudgeAsync(session, Findings).WaitAsync(stopping);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Findings.Add("judge", failure.ToString());
        }
    }

    /// <summary>A new lab; null where it did not come up, which is a finding.</summary>
    private async Task<Session?> TryStartAsync()
    {
        Console.WriteLine($"  a lab with {size.Lab.Nodes + size.Lab.CalmNodes} agents");
        try
        {
            return await Session.StartAsync(size, Path.Combine(directory, $"history-{++sessions}.jsonl"), Findings, stopping);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Console.WriteLine($"    {failure.Message}");
            Findings.Add("start", failure.Message);
            return null;
        }
    }
}
