import { expect, test } from 'vitest';
import { createBotSwitch } from '../../playground/bot-switch.ts';

test('the bot is off until it is started, and listeners hear of every state', async () => {
  const bot = createBotSwitch(() => Promise.resolve({ stop: () => Promise.resolve() }));
  const states: string[] = [bot.state()];
  bot.subscribe(() => states.push(bot.state()));
  await bot.start();
  await bot.stop();
  await bot.set(true);
  expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
    'stopped',
    'starting',
    'running',
    'stopping',
    'stopped',
    'starting',
    'running',
  ]);
});

test('it is never started twice, and stops only once it has started', async () => {
  const acts: string[] = [];
  const bot = createBotSwitch(async () => {
    await Promise.resolve();
    acts.push('start');
    return { stop: () => Promise.resolve(acts.push('stop')) };
  });
  await Promise.all([bot.start(), bot.start(), bot.stop(), bot.stop(), bot.set(true)]);
  expect(acts).toEqual(['start', 'stop', 'start']);
  expect(bot.state()).toBe('running');
});

test('a start that fails leaves it stopped, and the next one is tried', async () => {
  let attempt = 0;
  const bot = createBotSwitch(() => {
    attempt += 1;
    return attempt === 1
      ? Promise.reject(new Error('the port is taken'))
      : Promise.resolve({ stop: () => Promise.resolve() });
  });
  await expect(bot.start()).rejects.toThrow('the port is taken');
  expect(bot.state()).toBe('stopped');
  await bot.start();
  expect(bot.state()).toBe('running');
});

test('a stop that fails leaves it stopped as well', async () => {
  const bot = createBotSwitch(() =>
    Promise.resolve({ stop: () => Promise.reject(new Error('stuck')) }),
  );
  await bot.start();
  await expect(bot.stop()).rejects.toThrow('stuck');
  expect(bot.state()).toBe('stopped');
  await bot.stop();
});
